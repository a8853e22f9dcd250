// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IRoyalties} from "../../src/Royalties/IRoyalties.sol";
import {BlockingToken} from "../Tokens/BlockingToken.t.sol";
import {FalseToken} from "../Tokens/FalseToken.t.sol";
import {FeeToken} from "../Tokens/FeeToken.t.sol";
import {HookToken} from "../Tokens/HookToken.t.sol";
import {LyingToken} from "../Tokens/LyingToken.t.sol";
import {PlainToken} from "../Tokens/PlainToken.t.sol";
import {RebasingToken} from "../Tokens/RebasingToken.t.sol";
import {SilentToken} from "../Tokens/SilentToken.t.sol";
import {Token} from "../Tokens/Token.t.sol";
import {Reenterer} from "./Reenterer.t.sol";
import {RoyaltiesFixture} from "./RoyaltiesFixture.t.sol";

/// @dev A child of BOB's that owes ALICE's parent a tenth, paid in tokens of all sorts.
contract OddTokensTest is RoyaltiesFixture {
    function setUp() public override {
        super.setUp();
        register(ALICE, fp(0));
        bind(BOB, fp(1), one(idOf(0), 1_000));
        pass(PERIOD);
    }

    function provide(PlainToken odd) private returns (address) {
        odd.mint(CAROL, 1e9);
        vm.prank(CAROL);
        odd.approve(address(royalties), type(uint256).max);
        return address(odd);
    }

    function withdraw(address account, uint256 i, address currency) private returns (uint256) {
        vm.prank(account);
        return royalties.withdraw(idOf(i), currency, account);
    }

    function checkEmpty(PlainToken odd) private view {
        vm.assertEq(odd.balanceOf(address(royalties)), 0, "nothing stays");
    }

    function test_odd_NoReturnValue() public {
        SilentToken odd = new SilentToken();
        pay(CAROL, idOf(1), provide(odd), 100);
        vm.assertEq(withdraw(ALICE, 0, address(odd)), 10, "the parent's");
        vm.assertEq(withdraw(BOB, 1, address(odd)), 90, "the child's");
        vm.assertEq(odd.balanceOf(BOB), 90, "arrived");
        odd.mint(royalties.tillOf(idOf(1)), 100);
        vm.assertEq(royalties.collect(idOf(1), address(odd)), 100, "collected");
    }

    function test_odd_FalseInsteadOfReverting() public {
        FalseToken odd = new FalseToken();
        pay(CAROL, idOf(1), provide(odd), 100);
        odd.refuse(true);
        bytes memory failed = abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(odd));
        vm.expectRevert(failed);
        pay(CAROL, idOf(1), address(odd), 100);
        vm.expectRevert(failed);
        withdraw(ALICE, 0, address(odd));
        odd.mint(royalties.tillOf(idOf(1)), 100);
        vm.expectRevert(failed);
        royalties.collect(idOf(1), address(odd));
        checkBalance(idOf(0), address(0), address(odd), 10, "untouched");
        odd.refuse(false);
        withdraw(ALICE, 0, address(odd));
        withdraw(BOB, 1, address(odd));
        checkEmpty(odd);
    }

    function test_odd_AFeeOnTheWayIsCreditedAsReceived() public {
        FeeToken odd = new FeeToken(500);
        vm.assertEq(pay(CAROL, idOf(1), provide(odd), 1_000), 950, "received");
        checkBalance(idOf(0), address(0), address(odd), 95, "the parent's");
        withdraw(ALICE, 0, address(odd));
        withdraw(BOB, 1, address(odd));
        vm.assertEq(odd.balanceOf(ALICE), 91, "less the fee, on 95");
        checkEmpty(odd);
    }

    function test_odd_AFeeOfAllIsNothing() public {
        FeeToken odd = new FeeToken(10_000);
        provide(odd);
        vm.expectRevert(abi.encodeWithSelector(IRoyalties.Royalties_NothingReceived.selector, address(odd)));
        pay(CAROL, idOf(1), address(odd), 1_000);
    }

    function test_odd_AReentrantTokenEntersNowhere() public {
        HookToken odd = new HookToken();
        provide(odd);
        Reenterer reenterer = new Reenterer(royalties, idOf(1), address(odd));
        sell(idOf(1), BOB, address(reenterer));
        odd.mint(address(reenterer), 1_000);
        odd.mint(royalties.tillOf(idOf(1)), 50);
        pay(CAROL, idOf(1), address(odd), 100);
        odd.listen(address(reenterer));
        pay(CAROL, idOf(1), address(odd), 100);
        royalties.collect(idOf(1), address(odd));
        vm.assertEq(reenterer.withdraw(), 225, "its own, once");
        vm.assertEq(reenterer.tried(), 6 * 7, "two hooks of three transfers");
        vm.assertEq(reenterer.entered(), 0, "never entered");
        vm.assertEq(withdraw(ALICE, 0, address(odd)), 25, "the parent's");
        checkEmpty(odd);
    }

    function test_odd_AReentrantReceiverOfNativeEntersNowhere() public {
        Reenterer reenterer = new Reenterer(royalties, idOf(1), NATIVE);
        sell(idOf(1), BOB, address(reenterer));
        pay(CAROL, idOf(1), NATIVE, 100);
        pay(CAROL, idOf(0), NATIVE, 100);
        vm.assertEq(reenterer.withdraw(), 90, "its own, once");
        vm.assertEq(reenterer.tried(), 7, "one call");
        vm.assertEq(reenterer.entered(), 0, "never entered");
        vm.assertEq(address(royalties).balance, 110, "the others'");
    }

    function test_odd_OneBlockedPayeeBlocksNobodyElse() public {
        BlockingToken odd = new BlockingToken();
        provide(odd);
        odd.block_(ALICE, true);
        pay(CAROL, idOf(1), address(odd), 100);
        withdraw(BOB, 1, address(odd));
        vm.expectRevert(bytes("BlockingToken: no"));
        withdraw(ALICE, 0, address(odd));
        // Her way out: another address, or later.
        vm.prank(ALICE);
        royalties.withdraw(idOf(0), address(odd), JUDGE);
        vm.assertEq(odd.balanceOf(JUDGE), 10, "arrived");
        checkEmpty(odd);
    }

    function test_odd_APausedTokenWaits() public {
        BlockingToken odd = new BlockingToken();
        provide(odd);
        pay(CAROL, idOf(1), address(odd), 100);
        pay(CAROL, idOf(1), NATIVE, 100);
        odd.pause(true);
        vm.expectRevert(bytes("BlockingToken: no"));
        pay(CAROL, idOf(1), address(odd), 100);
        vm.expectRevert(bytes("BlockingToken: no"));
        withdraw(BOB, 1, address(odd));
        take(BOB, idOf(1), NATIVE, 90);
        odd.pause(false);
        withdraw(BOB, 1, address(odd));
        withdraw(ALICE, 0, address(odd));
        checkEmpty(odd);
    }

    function testFuzz_odd_AnyDecimals(uint256 amount) public {
        for (uint256 i = 0; i < 3; ++i) {
            uint8 places = [0, 6, 24][i];
            Token odd = new Token(places);
            uint256 value = bound(amount, 1, 1e9 * 10 ** places);
            odd.mint(CAROL, value);
            vm.prank(CAROL);
            odd.approve(address(royalties), value);
            pay(CAROL, idOf(1), address(odd), value);
            checkBalance(idOf(0), address(0), address(odd), value / 10, "a tenth, rounded down");
            checkBalance(idOf(1), address(0), address(odd), value - value / 10, "the rest");
        }
    }

    /// @dev Why a rebasing token must be wrapped first: who comes first takes from who comes last. In that token only.
    function test_odd_ARebasingTokenBreaksItsOwnBooksOnly() public {
        RebasingToken odd = new RebasingToken();
        provide(odd);
        pay(CAROL, idOf(1), address(odd), 100);
        pay(CAROL, idOf(1), address(token), 100);
        pay(CAROL, idOf(1), NATIVE, 100);
        odd.rebase(9_000);
        withdraw(BOB, 1, address(odd));
        vm.expectRevert();
        withdraw(ALICE, 0, address(odd));
        take(ALICE, idOf(0), address(token), 10);
        take(ALICE, idOf(0), NATIVE, 10);
        take(BOB, idOf(1), address(token), 90);
        take(BOB, idOf(1), NATIVE, 90);
        // Until somebody makes up for what the rebase took.
        odd.mint(address(royalties), 20);
        withdraw(ALICE, 0, address(odd));
    }

    function test_odd_ALyingTokenBreaksItsOwnBooksOnly() public {
        LyingToken odd = new LyingToken();
        odd.lie(0, type(uint208).max);
        vm.assertEq(pay(CAROL, idOf(1), address(odd), 1), type(uint208).max, "as it says");
        odd.lie(5, 4);
        vm.expectRevert(abi.encodeWithSelector(IRoyalties.Royalties_NothingReceived.selector, address(odd)));
        pay(CAROL, idOf(1), address(odd), 1);
        odd.lie(0, type(uint256).max);
        vm.expectRevert(abi.encodeWithSelector(IRoyalties.Royalties_TooMuch.selector, type(uint256).max));
        pay(CAROL, idOf(1), address(odd), 1);
        pay(CAROL, idOf(1), address(token), 100);
        pay(CAROL, idOf(1), NATIVE, 100);
        withdraw(BOB, 1, address(odd));
        take(BOB, idOf(1), address(token), 90);
        take(BOB, idOf(1), NATIVE, 90);
        take(ALICE, idOf(0), address(token), 10);
        take(ALICE, idOf(0), NATIVE, 10);
        vm.assertEq(address(royalties).balance + token.balanceOf(address(royalties)), 0, "nothing stays");
    }
}

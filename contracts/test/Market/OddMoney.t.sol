// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {Errors} from "@openzeppelin/contracts/utils/Errors.sol";
import {IMarket} from "../../src/Market/IMarket.sol";
import {Market} from "../../src/Market/Market.sol";
import {BlockingToken} from "../Tokens/BlockingToken.t.sol";
import {FalseToken} from "../Tokens/FalseToken.t.sol";
import {FeeToken} from "../Tokens/FeeToken.t.sol";
import {HookToken} from "../Tokens/HookToken.t.sol";
import {LyingToken} from "../Tokens/LyingToken.t.sol";
import {PlainToken} from "../Tokens/PlainToken.t.sol";
import {SilentToken} from "../Tokens/SilentToken.t.sol";
import {Wallet} from "../Titles/Accounts.t.sol";
import {MarketFixture} from "./MarketFixture.t.sol";

/// @dev Called by a token or with native money, tries everything that meets strangers' code, and counts what was let through.
contract MarketReenterer is Wallet {
    Market private immutable MARKET;
    uint256 private immutable AUCTION;
    address private immutable CURRENCY;

    uint256 public tried;
    uint256 public entered;

    constructor(address key, Market market, uint256 auctionId, address currency) Wallet(key) {
        (MARKET, AUCTION, CURRENCY) = (market, auctionId, currency);
    }

    receive() external payable {
        reenter();
    }

    fallback() external {
        reenter();
    }

    function bid(uint128 amount) external {
        MARKET.bid{value: amount}(AUCTION, amount);
    }

    function reenter() private {
        IMarket.Order memory order;
        order.deadline = type(uint40).max;
        attempt(abi.encodeCall(MARKET.fill, (order, "", 1, new bytes32[](0), 0)));
        attempt(abi.encodeCall(MARKET.bid, (AUCTION, 1_000)));
        attempt(abi.encodeCall(MARKET.settle, (AUCTION)));
        attempt(abi.encodeCall(MARKET.cancelAuction, (AUCTION)));
        attempt(abi.encodeCall(MARKET.returnLot, (AUCTION)));
        attempt(abi.encodeCall(MARKET.withdraw, (address(this), CURRENCY)));
        attempt(abi.encodeCall(MARKET.withdrawTo, (CURRENCY, address(this))));
        attempt(abi.encodeCall(MARKET.startAuction, (address(0), 0, 1, CURRENCY, 1, 0, 1 hours, 0)));
    }

    /// @dev The lock's own answer, and no other reason.
    function attempt(bytes memory call) private {
        ++tried;
        (bool ok, bytes memory reason) = address(MARKET).call(call);
        if (ok || bytes4(reason) != bytes4(keccak256("ReentrancyGuardReentrantCall()"))) ++entered;
    }
}

contract OddMoneyTest is MarketFixture {
    function provide(PlainToken odd) private returns (address) {
        for (uint256 i = 0; i < 3; ++i) {
            address account = [BUYER, BOB, SELLER][i];
            odd.mint(account, 1e9);
            vm.prank(account);
            odd.approve(address(market), type(uint256).max);
        }
        return address(odd);
    }

    function sold(PlainToken odd) private returns (uint256 auctionId) {
        auctionId = auction(provide(odd));
        bid(BUYER, auctionId, 1_000);
        bid(BOB, auctionId, 2_000);
        pass(2 hours);
        market.settle(auctionId);
    }

    function checkShared(PlainToken odd) private {
        refund(BUYER, address(odd), 1_000);
        refund(SELLER, address(odd), 1_900);
        refund(royalties.tillOf(id), address(odd), 100);
        vm.assertEq(odd.balanceOf(address(market)), 0, "nothing stays");
    }

    // -------------------------------------------------------------------------------------------------------- answers

    function test_odd_M3_NoReturnValue() public {
        SilentToken odd = new SilentToken();
        fill(BUYER, selling(provide(odd)));
        vm.assertEq(odd.balanceOf(SELLER), 1e9 + SALE - ROYALTY, "the seller's");
        sell(id, BUYER, SELLER);
        sold(odd);
        market.withdraw(BUYER, address(odd));
        vm.assertEq(odd.balanceOf(BUYER), 2e9 - SALE, "all back");
    }

    function test_odd_FalseInsteadOfReverting() public {
        FalseToken odd = new FalseToken();
        IMarket.Order memory o = selling(provide(odd));
        odd.refuse(true);
        bytes memory failed = abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(odd));
        refuseFill(BUYER, o, failed);
        vm.assertEq(titles.ownerOf(id), SELLER, "not for nothing");
        uint256 auctionId = auction(address(odd));
        refuseBid(BUYER, auctionId, 100, failed);
        odd.refuse(false);
        bid(BUYER, auctionId, 100);
        pass(2 hours);
        odd.refuse(true);
        market.settle(auctionId);
        vm.expectRevert(failed);
        market.withdraw(SELLER, address(odd));
        odd.refuse(false);
        refund(SELLER, address(odd), 95);
    }

    function test_odd_M3_AFeeOnTheWayIsRefused() public {
        FeeToken odd = new FeeToken(100);
        IMarket.Order memory o = selling(provide(odd));
        bytes4 wrong = IMarket.Market_WrongAmount.selector;
        refuseFill(BUYER, o, abi.encodeWithSelector(wrong, address(odd), SALE - ROYALTY, 940_503));
        uint256 auctionId = auction(address(odd));
        refuseBid(BUYER, auctionId, 1_000, abi.encodeWithSelector(wrong, address(odd), 1_000, 990));
    }

    function test_odd_ALyingTokenIsRefusedOrFoolsWhoTookIt() public {
        LyingToken odd = new LyingToken();
        uint256 honest = auction(NATIVE);
        bid(BOB, honest, 100);
        odd.lie(0, 5);
        address liar = address(odd);
        IMarket.Order memory o = selling(liar);
        o.titleId = registerFinal(SELLER, fp(5));
        (o.price, o.deadline) = (10, uint40(time() + 1 hours));
        refuseFill(BUYER, o, abi.encodeWithSelector(IMarket.Market_WrongAmount.selector, liar, 10, 5));
        odd.lie(0, 10);
        fill(BUYER, o); // who asks for play money gets it
        market.settle(honest);
        refund(SELLER, NATIVE, 95); // and nobody else is touched
    }

    // --------------------------------------------------------------------------------------------------------- refusal

    function test_odd_M5_ABlockedBidderBlocksNobody() public {
        BlockingToken odd = new BlockingToken();
        uint256 auctionId = auction(provide(odd));
        bid(BUYER, auctionId, 1_000);
        odd.block_(BUYER, true);
        odd.block_(SELLER, true);
        bid(BOB, auctionId, 2_000);
        pass(2 hours);
        odd.pause(true);
        market.settle(auctionId); // moves no money
        vm.assertEq(titles.ownerOf(id), BOB, "sold");
        odd.pause(false);
        refund(royalties.tillOf(id), address(odd), 100);
        vm.expectRevert("BlockingToken: no");
        market.withdraw(BUYER, address(odd));
        vm.prank(BUYER);
        vm.assertEq(market.withdrawTo(address(odd), CAROL), 1_000, "elsewhere");
        odd.block_(SELLER, false);
        refund(SELLER, address(odd), 1_900);
    }

    function test_odd_M5_ABidderThatRefusesNativeBlocksNobody() public {
        uint256 auctionId = auction(NATIVE);
        vm.deal(address(this), 1 ether);
        market.bid{value: 100}(auctionId, 100); // this contract takes none
        bid(BOB, auctionId, 200);
        vm.expectRevert(Errors.FailedCall.selector);
        market.withdraw(address(this), NATIVE);
        vm.assertEq(market.withdrawTo(NATIVE, CAROL), 100, "elsewhere");
        pass(2 hours);
        market.settle(auctionId);
        vm.assertEq(titles.ownerOf(id), BOB, "sold");
    }

    function test_withdraw_RevertWhen_ThereIsNothingOrNobody() public {
        vm.expectRevert(abi.encodeWithSelector(IMarket.Market_NothingThere.selector, BUYER));
        market.withdraw(BUYER, NATIVE);
        uint256 auctionId = auction(NATIVE);
        bid(BUYER, auctionId, 100);
        bid(BOB, auctionId, 200);
        for (uint256 i = 0; i < 2; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IMarket.Market_NothingThere.selector, BUYER));
            vm.prank(BUYER);
            market.withdrawTo(NATIVE, i == 0 ? address(0) : address(market));
        }
        refund(BUYER, NATIVE, 100);
    }

    function test_receive_RevertWhen_MoneyIsSentPlainly() public {
        vm.expectRevert(Errors.FailedCall.selector);
        this.send(payable(address(market)));
    }

    function send(address payable to) external {
        vm.deal(address(this), 1);
        Address.sendValue(to, 1);
    }

    // ------------------------------------------------------------------------------------------------------- reentrance

    function test_odd_AReentrantTokenEntersNowhere() public {
        HookToken odd = new HookToken();
        uint256 auctionId = auction(provide(odd));
        MarketReenterer intruder = new MarketReenterer(SELLER, market, auctionId, address(odd));
        odd.listen(address(intruder));
        bid(BUYER, auctionId, 1_000);
        bid(BOB, auctionId, 2_000);
        pass(2 hours);
        market.settle(auctionId);
        checkShared(odd);
        vm.assertEq(intruder.tried(), 8 * 2 * 5, "before and after each of five transfers");
        vm.assertEq(intruder.entered(), 0, "entered");
    }

    function test_odd_AReentrantReceiverOfNativeEntersNowhere() public {
        uint256 auctionId = auction(NATIVE);
        MarketReenterer intruder = new MarketReenterer(SELLER, market, auctionId, NATIVE);
        vm.deal(address(intruder), 1_000);
        intruder.bid(100);
        bid(BOB, auctionId, 200);
        vm.assertEq(market.withdraw(address(intruder), NATIVE), 100, "once");
        vm.assertEq(intruder.tried(), 8, "tried");
        vm.assertEq(intruder.entered(), 0, "entered");
        vm.assertEq(address(intruder).balance, 1_000, "what it had");
    }
}

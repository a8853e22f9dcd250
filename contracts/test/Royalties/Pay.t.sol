// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IRoyalties} from "../../src/Royalties/IRoyalties.sol";
import {ITitles} from "../../src/Titles/ITitles.sol";
import {Token} from "../Tokens/Token.t.sol";
import {RoyaltiesFixture} from "./RoyaltiesFixture.t.sol";

contract PayTest is RoyaltiesFixture {
    function expect(uint256 titleId, address currency, address payer, uint256 amount, uint256 own, address payee)
        private
    {
        vm.expectEmit();
        emit IRoyalties.Paid(titleId, currency, payer, amount, own, payee, false);
    }

    function test_pay_RevertWhen_TheFingerprintBelongsToNoTitle() public {
        vm.expectRevert(abi.encodeWithSelector(IRoyalties.Royalties_UnknownTitle.selector, idOf(0)));
        pay(BOB, idOf(0), address(token), 1);
    }

    function test_pay_RevertWhen_TheValueIsWrong() public {
        registerFinal(ALICE, fp(0));
        vm.expectRevert(abi.encodeWithSelector(IRoyalties.Royalties_WrongValue.selector, 0, 1));
        vm.prank(BOB);
        royalties.pay{value: 1}(idOf(0), address(token), 1);
        vm.expectRevert(abi.encodeWithSelector(IRoyalties.Royalties_WrongValue.selector, 2, 1));
        vm.prank(BOB);
        royalties.pay{value: 1}(idOf(0), NATIVE, 2);
        vm.expectRevert(abi.encodeWithSelector(IRoyalties.Royalties_WrongValue.selector, 1, 2));
        vm.prank(BOB);
        royalties.pay{value: 2}(idOf(0), NATIVE, 1);
    }

    function test_pay_RevertWhen_NothingIsPaid() public {
        registerFinal(ALICE, fp(0));
        vm.expectRevert(abi.encodeWithSelector(IRoyalties.Royalties_NothingReceived.selector, NATIVE));
        pay(BOB, idOf(0), NATIVE, 0);
        vm.expectRevert(abi.encodeWithSelector(IRoyalties.Royalties_NothingReceived.selector, address(token)));
        pay(BOB, idOf(0), address(token), 0);
    }

    function test_pay_AtMost2To208() public {
        registerFinal(ALICE, fp(0));
        Token vast = new Token(18);
        vast.mint(BOB, type(uint256).max);
        vm.prank(BOB);
        vast.approve(address(royalties), type(uint256).max);
        vm.expectRevert(abi.encodeWithSelector(IRoyalties.Royalties_TooMuch.selector, uint256(1) << 208));
        pay(BOB, idOf(0), address(vast), 1 << 208);
        uint256 most = type(uint208).max;
        pay(BOB, idOf(0), address(vast), most);
        checkBalance(idOf(0), address(0), address(vast), most, "all of it");
        bindFinal(ALICE, fp(1), one(idOf(0), 9_999));
        pay(BOB, idOf(1), address(vast), most);
        uint256 credit = most * 999_900_000_000 / WHOLE;
        checkBalance(idOf(0), address(0), address(vast), most + credit, "the parent");
        checkBalance(idOf(1), address(0), address(vast), most - credit, "the child");
    }

    function test_pay_RevertWhen_TheAllowanceDoesNotDo() public {
        registerFinal(ALICE, fp(0));
        token.mint(JUDGE, 5);
        vm.expectRevert();
        pay(JUDGE, idOf(0), address(token), 5);
        vm.prank(JUDGE);
        token.approve(address(royalties), 4);
        vm.expectRevert();
        pay(JUDGE, idOf(0), address(token), 5);
        vm.assertEq(pay(JUDGE, idOf(0), address(token), 4), 4, "received");
    }

    function test_pay_RevertWhen_TheCurrencyIsNoContract() public {
        registerFinal(ALICE, fp(0));
        vm.expectRevert();
        pay(BOB, idOf(0), address(0xDEAD), 5);
    }

    function test_payFrom_RevertWhen_TheCallerIsNotLicensing() public {
        registerFinal(ALICE, fp(0));
        vm.expectRevert(abi.encodeWithSelector(IRoyalties.Royalties_NotAllowed.selector, THIEF));
        vm.prank(THIEF);
        royalties.payFrom(BOB, idOf(0), address(token), 5);
        vm.prank(address(licensing));
        vm.assertEq(royalties.payFrom(BOB, idOf(0), address(token), 5), 5, "received");
        checkBalance(idOf(0), address(0), address(token), 5, "credited");
    }

    function test_pay_NativeAndTokenByAnybody() public {
        registerFinal(ALICE, fp(0));
        for (uint256 i = 0; i < 2; ++i) {
            address currency = i == 0 ? NATIVE : address(token);
            expect(idOf(0), currency, BOB, 7, 7, address(0));
            vm.assertEq(pay(BOB, idOf(0), currency, 7), 7, "received");
            expect(idOf(0), currency, ALICE, 3, 3, address(0));
            pay(ALICE, idOf(0), currency, 3);
            checkBalance(idOf(0), address(0), currency, 10, "credited");
            vm.assertEq(held(address(royalties), currency), 10, "held");
        }
    }

    function test_pay_OpensTheAccountOnce() public {
        registerFinal(ALICE, fp(0));
        vm.assertEq(royalties.numberOf(idOf(0)), 0, "none yet");
        vm.expectEmit();
        emit IRoyalties.AccountOpened(idOf(0), 1);
        pay(BOB, idOf(0), NATIVE, 7);
        pay(BOB, idOf(0), NATIVE, 7);
        vm.assertEq(royalties.numberOf(idOf(0)), 1, "number");
        vm.assertEq(royalties.titleIdOf(1), idOf(0), "title");
        vm.assertEq(royalties.titleIdOf(2), 0, "no second");
    }

    function test_pay_ALaterVersionPaysItsTitle() public {
        registerFinal(ALICE, fp(0));
        bindFinal(BOB, fp(1), one(idOf(0), 1_000));
        publish(BOB, idOf(1), versionOf(fp(2)));
        expect(idOf(1), NATIVE, CAROL, 100, 90, address(0));
        pay(CAROL, idOf(2), NATIVE, 100);
        checkBalance(idOf(0), address(0), NATIVE, 10, "the parent");
        checkBalance(idOf(1), address(0), NATIVE, 90, "the title");
        vm.assertEq(royalties.numberOf(idOf(2)), 0, "a version has no account");
    }

    /// @dev Whoever holds a title can't keep his ancestors from their part by giving a version an account of its own.
    function test_pay_AVersionWhoseTillWasEmptiedStillPaysItsTitle() public {
        registerFinal(ALICE, fp(0));
        bindFinal(BOB, fp(1), one(idOf(0), 1_000));
        publish(BOB, idOf(1), versionOf(fp(2)));
        payable(royalties.tillOf(idOf(2))).transfer(100);
        royalties.collect(idOf(2), NATIVE);
        pay(CAROL, idOf(2), NATIVE, 100);
        checkBalance(idOf(0), address(0), NATIVE, 20, "the parent, of both");
        vm.assertEq(royalties.numberOf(idOf(2)), 0, "a version has no account");
    }

    /// @dev Nor by taking a title of his own, that has an account, in as a version.
    function test_pay_ADissolvedTitlePaysTheOneThatTookItIn() public {
        anchor(BOB, fp(2));
        pass(1);
        registerFinal(ALICE, fp(0));
        bindFinal(BOB, fp(1), one(idOf(0), 1_000));
        pass(1);
        register(THIEF, fp(2));
        pay(CAROL, idOf(2), NATIVE, 7);
        publish(BOB, idOf(1), anchoredVersion(BOB, fp(2)));
        expect(idOf(1), NATIVE, CAROL, 100, 90, address(0));
        pay(CAROL, idOf(2), NATIVE, 100);
        checkBalance(idOf(0), address(0), NATIVE, 10, "the parent");
        checkKept(idOf(2), address(0), NATIVE, 7);
        // Struck, it is nobody's: whoever pays it now would pay no one.
        vm.prank(JUDGE);
        titles.strike(fp(2));
        vm.expectRevert(abi.encodeWithSelector(IRoyalties.Royalties_UnknownTitle.selector, idOf(2)));
        pay(CAROL, idOf(2), NATIVE, 100);
    }

    function test_pay_CreditsTheWholeLineageAndTheDustToTheTitle() public {
        registerFinal(ALICE, fp(0));
        bindFinal(BOB, fp(1), one(idOf(0), 3_333));
        bindFinal(CAROL, fp(2), one(idOf(1), 5_000));
        expect(idOf(2), address(token), THIEF, 101, 52, address(0));
        pay(THIEF, idOf(2), address(token), 101);
        // 5,000 of 10,000, of which 3,333 of 10,000 pass on: 0.16665 and 0.33335 of 101 are 16.8 and 33.6.
        checkBalance(idOf(0), address(0), address(token), 16, "the grandparent");
        checkBalance(idOf(1), address(0), address(token), 33, "the parent");
        checkBalance(idOf(2), address(0), address(token), 52, "the title");
    }

    function test_pay_CreditsSmallerThanAUnitStayWithTheTitle() public {
        registerFinal(ALICE, fp(0));
        bindFinal(BOB, fp(1), one(idOf(0), 9_999));
        pay(THIEF, idOf(1), NATIVE, 1);
        checkBalance(idOf(0), address(0), NATIVE, 0, "the parent");
        checkBalance(idOf(1), address(0), NATIVE, 1, "the title");
    }

    function test_pay_AWholeRoyaltyLeavesTheTitleNothing() public {
        registerFinal(ALICE, fp(0));
        bindFinal(BOB, fp(1), one(idOf(0), 10_000));
        expect(idOf(1), NATIVE, THIEF, 1, 0, address(0));
        pay(THIEF, idOf(1), NATIVE, 1);
        checkBalance(idOf(0), address(0), NATIVE, 1, "the parent");
    }

    function test_pay_CreditsThePresentPayeeOfWhatWasSold() public {
        registerFinal(ALICE, fp(0));
        bindFinal(BOB, fp(1), one(idOf(0), 5_000));
        pass(PERIOD);
        sell(idOf(0), ALICE, CAROL);
        pay(BOB, idOf(1), NATIVE, 1);
        sell(idOf(1), BOB, THIEF);
        expect(idOf(1), NATIVE, ALICE, 10, 5, THIEF);
        pay(ALICE, idOf(1), NATIVE, 10);
        checkBalance(idOf(0), CAROL, NATIVE, 5, "the parent's payee");
        checkBalance(idOf(1), THIEF, NATIVE, 5, "the title's payee");
        checkBalance(idOf(1), address(0), NATIVE, 1, "the seller's");
    }

    /// @dev Over two pages of the bits that tell whose title was sold, with every second one sold.
    function test_pay_FindsThePayeesOfAccountsOnTwoPages() public {
        for (uint256 i = 0; i < 250; ++i) {
            register(ALICE, fp(1000 + i));
            pay(BOB, idOf(1000 + i), NATIVE, 1);
        }
        ITitles.Parent[] memory parents = new ITitles.Parent[](16);
        for (uint256 i = 0; i < 16; ++i) {
            parents[i] = ITitles.Parent(register(ALICE, fp(i)), 500);
        }
        bindFinal(BOB, fp(16), parents);
        pass(PERIOD);
        for (uint256 i = 0; i < 16; i += 2) {
            sell(idOf(i), ALICE, CAROL);
        }
        vm.assertEq(royalties.numberOf(idOf(0)), 251, "the first number");
        pay(THIEF, idOf(16), NATIVE, 2_000);
        for (uint256 i = 0; i < 16; ++i) {
            checkBalance(idOf(i), i % 2 == 0 ? CAROL : address(0), NATIVE, 100, "each its part");
        }
        checkBalance(idOf(16), address(0), NATIVE, 400, "the rest");
    }

    function test_receive_RevertWhen_OutsideOfACollection() public {
        vm.expectRevert(abi.encodeWithSelector(IRoyalties.Royalties_NotAllowed.selector, BOB));
        vm.prank(BOB);
        payable(address(royalties)).transfer(1);
    }

    function testFuzz_pay_R3_CreditsSumToWhatWasReceived(uint16 a, uint16 b, uint16 c, uint256 amount) public {
        a = uint16(bound(a, 0, 10_000));
        b = uint16(bound(b, 0, 10_000));
        c = uint16(bound(c, 0, 10_000 - b));
        amount = bound(amount, 1, 100 ether);
        registerFinal(ALICE, fp(0));
        bindFinal(ALICE, fp(1), one(idOf(0), a));
        bindFinal(ALICE, fp(2), two(idOf(0), b, idOf(1), c));
        pay(BOB, idOf(2), NATIVE, amount);
        uint256 sum = 0;
        for (uint256 i = 0; i < 3; ++i) {
            sum += royalties.balanceOf(idOf(i), address(0), NATIVE);
        }
        vm.assertEq(sum, amount, "the sum");
        uint256 up = amount * (uint256(b) + c);
        vm.assertLe(royalties.balanceOf(idOf(0), address(0), NATIVE) * 10_000, up, "no ancestor gets more");
        uint256 own = royalties.balanceOf(idOf(2), address(0), NATIVE) * 10_000;
        vm.assertTrue(own + up >= amount * 10_000 && own + up < (amount + 3) * 10_000, "the title's, dust included");
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IOffers} from "../../src/Licensing/IOffers.sol";
import {IRoyalties} from "../../src/Royalties/IRoyalties.sol";
import {Share} from "../../src/Shares/Share.sol";
import {ITitles} from "../../src/Titles/ITitles.sol";
import {Token} from "../Tokens/Token.t.sol";
import {BlockingToken, FlashHolder, Intruder, Refuser} from "./Currencies.t.sol";
import {SharesFixture} from "./SharesFixture.t.sol";

contract IncomeTest is SharesFixture {
    uint256 private constant STEPS = 200;

    function setUp() public override {
        super.setUp();
        divideAmongThree();
    }

    // ---------------------------------------------------------------------------------------------------- at a moment

    function test_claim_GoesByHoldings() public {
        pay(id, 1_000);
        checkClaimable(ALICE, 500, "Alice");
        vm.expectEmit();
        emit Share.IncomeClaimed(ALICE, address(token), JUDGE, 500);
        vm.prank(ALICE);
        share.claim(address(token), JUDGE);
        vm.assertEq(token.balanceOf(JUDGE), 500, "where she said");
        vm.assertEq(claim(BOB), 300, "Bob");
        vm.assertEq(claim(CAROL), 200, "Carol");
        vm.assertEq(royalties.balanceOf(id, address(share), address(token)), 0, "nothing left");
    }

    function test_claim_S2_BoughtJustBeforeAPaymentEarnsOfThatOnly() public {
        pay(id, 1_000);
        move(ALICE, THIEF, 100);
        pay(id, 2_000);
        vm.assertEq(claim(THIEF), 200, "of the second payment only");
        vm.assertEq(claim(ALICE), 500 + 800, "Alice");
    }

    function test_claim_S2_BoughtJustAfterAPaymentEarnsNothing() public {
        pay(id, 1_000);
        move(ALICE, THIEF, 500);
        checkClaimable(THIEF, 0, "all in one block");
        refuseClaim(THIEF, address(token));
        vm.assertEq(claim(ALICE), 500, "Alice, who has no share left");
    }

    function test_claim_S2_HeldWithinOneTransactionEarnsOfThatOnly() public {
        payNative(id, 1_000);
        FlashHolder flash = new FlashHolder();
        vm.prank(ALICE);
        share.approve(address(flash), 500);
        flash.hold{value: 100}(share, ALICE, 500, royalties);
        vm.assertEq(share.claimable(ALICE, NATIVE), 500, "what was earned before is the lender's");
        vm.assertEq(flash.claim(share, JUDGE), 50, "its part of what it paid itself");
        payNative(id, 1_000);
        vm.assertEq(share.claimable(address(flash), NATIVE), 0, "nothing after");
        vm.assertEq(claim(share, ALICE, NATIVE), 1_000, "the lender");
    }

    function test_claim_S2_ThereAndBackAgainEarnsNothing() public {
        pay(id, 1_000);
        move(ALICE, THIEF, 500);
        move(THIEF, ALICE, 500);
        checkClaimable(THIEF, 0, "the thief");
        checkClaimable(ALICE, 500, "Alice");
        move(ALICE, ALICE, 500);
        move(ALICE, ALICE, 0);
        checkClaimable(ALICE, 500, "to herself");
        pay(id, 1_000);
        checkClaimable(ALICE, 1_000, "and still hers");
    }

    function testFuzz_claim_S2_HoldingsAtEachPaymentDecide(uint256 seed) public {
        address[4] memory cast = [ALICE, BOB, CAROL, THIEF];
        uint256[4] memory due;
        uint256[4] memory sent;
        uint256 paid = 0;
        for (uint256 step = 0; step < 30; ++step) {
            seed = uint256(keccak256(abi.encode(seed)));
            (uint256 a, uint256 b) = ((seed >> 8) % 4, (seed >> 16) % 4);
            if (seed % 3 == 0) {
                uint256 amount = bound(seed >> 24, 1, 1e6);
                pay(id, amount);
                paid += amount;
                for (uint256 i = 0; i < 4; ++i) {
                    due[i] += amount * share.balanceOf(cast[i]);
                }
            } else if (seed % 3 == 1) {
                move(cast[a], cast[b], bound(seed >> 24, 0, share.balanceOf(cast[a])));
            } else if (share.claimable(cast[a], address(token)) != 0) {
                sent[a] += claim(cast[a]);
            }
        }
        uint256 sum = 0;
        for (uint256 i = 0; i < 4; ++i) {
            uint256 rest = share.claimable(cast[i], address(token));
            vm.assertEq(sent[i] + rest, due[i] / 1_000, "to the unit");
            sum += sent[i] + rest;
        }
        vm.assertLe(sum, paid, "no more than was paid");
        vm.assertLt(paid, sum + 4, "less than a unit below for each");
    }

    // ------------------------------------------------------------------------------------------------------ currencies

    function test_claim_ManyCurrencies() public {
        Token other = new Token(18);
        other.mint(PAYER, 1e30);
        vm.prank(PAYER);
        other.approve(address(royalties), 1e30);
        pay(id, 1_000);
        payNative(id, 500);
        move(ALICE, THIEF, 500);
        vm.prank(PAYER);
        royalties.pay(id, address(other), 1e18);
        payNative(id, 500);
        vm.assertEq(claim(ALICE), 500, "the first");
        vm.assertEq(claim(share, ALICE, NATIVE), 250, "native, of before");
        vm.assertEq(share.claimable(ALICE, address(other)), 0, "none of what came after");
        vm.assertEq(claim(share, THIEF, NATIVE), 250, "native, of after");
        vm.assertEq(share.claimable(THIEF, address(other)), 5e17, "the second token");
        checkClaimable(THIEF, 0, "none of the first");
    }

    function testFuzz_claim_TwentyFourDecimals(uint256 first, uint256 second, uint256 moved) public {
        Token other = new Token(24);
        first = bound(first, 1, 1e12 * 1e24);
        second = bound(second, 1, 1e12 * 1e24);
        moved = bound(moved, 0, 500);
        other.mint(PAYER, first + second);
        vm.prank(PAYER);
        other.approve(address(royalties), type(uint256).max);
        vm.prank(PAYER);
        royalties.pay(id, address(other), first);
        move(ALICE, THIEF, moved);
        vm.prank(PAYER);
        royalties.pay(id, address(other), second);
        uint256 alice = (first * 500 + second * (500 - moved)) / 1_000;
        vm.assertEq(share.claimable(ALICE, address(other)), alice, "Alice");
        vm.assertEq(share.claimable(THIEF, address(other)), second * moved / 1_000, "the buyer");
    }

    function test_claim_AHostileCurrencyBreaksItselfOnly() public {
        Token hostile = new Token(0);
        uint256 most = type(uint208).max;
        hostile.mint(PAYER, 2 * most);
        vm.prank(PAYER);
        hostile.approve(address(royalties), type(uint256).max);
        vm.prank(PAYER);
        royalties.pay(id, address(hostile), most);
        vm.expectRevert(abi.encodeWithSelector(IRoyalties.Royalties_TooMuch.selector, most + 1));
        vm.prank(PAYER);
        royalties.pay(id, address(hostile), 1);
        pay(id, 1_000);
        move(ALICE, THIEF, 500);
        pay(id, 1_000);
        vm.assertEq(claim(ALICE), 500, "the honest one");
        vm.assertEq(share.claimable(ALICE, address(hostile)), most / 2, "even the other");
    }

    function test_claim_ABlockedHolderBlocksNobody() public {
        BlockingToken blocking = new BlockingToken();
        blocking.mint(PAYER, 2_000);
        vm.prank(PAYER);
        blocking.approve(address(royalties), 2_000);
        vm.prank(PAYER);
        royalties.pay(id, address(blocking), 1_000);
        blocking.forbid(ALICE);
        vm.expectRevert("blocked");
        vm.prank(ALICE);
        share.claim(address(blocking), ALICE);
        vm.prank(BOB);
        vm.assertEq(share.claim(address(blocking), BOB), 300, "Bob");
        vm.prank(ALICE);
        vm.assertEq(share.claim(address(blocking), JUDGE), 500, "Alice, elsewhere");
    }

    // ------------------------------------------------------------------------------------------------------------ dust

    function test_claim_UnitsOfDustAreKeptForEach() public {
        for (uint256 i = 1; i <= 10; ++i) {
            pay(id, 1);
            if (i % 2 == 0) vm.assertEq(claim(ALICE), 1, "Alice, every second");
            else refuseClaim(ALICE, address(token));
        }
        vm.assertEq(claim(BOB), 3, "Bob");
        vm.assertEq(claim(CAROL), 2, "Carol");
        vm.assertEq(royalties.balanceOf(id, address(share), address(token)), 0, "nothing left");
    }

    function test_claim_TheFractionStaysWithWhoEarnedIt() public {
        pay(id, 1);
        move(CAROL, BOB, 200);
        pay(id, 1);
        pay(id, 1);
        checkClaimable(BOB, 1, "0.3 and 2 times 0.5");
        checkClaimable(ALICE, 1, "1.5");
        checkClaimable(CAROL, 0, "0.2");
        move(BOB, CAROL, 200);
        for (uint256 i = 0; i < 4; ++i) {
            pay(id, 1);
        }
        checkClaimable(CAROL, 1, "0.2 and 4 times 0.2");
        checkClaimable(BOB, 2, "1.3 and 4 times 0.3");
    }

    function testFuzz_claim_AnyOrder(uint256 seed) public {
        address[3] memory cast = [ALICE, BOB, CAROL];
        uint256[3] memory sent;
        uint256 paid = 0;
        for (uint256 step = 0; step < 12; ++step) {
            seed = uint256(keccak256(abi.encode(seed)));
            uint256 amount = bound(seed, 1, 7_777);
            pay(id, amount);
            paid += amount;
            uint256 who = (seed >> 16) % 3;
            if (share.claimable(cast[who], address(token)) != 0) sent[who] += claim(cast[who]);
        }
        for (uint256 i = 0; i < 3; ++i) {
            uint256 last = (seed + i) % 3;
            if (share.claimable(cast[last], address(token)) != 0) sent[last] += claim(cast[last]);
        }
        vm.assertEq(sent[0], paid * 500 / 1_000, "Alice");
        vm.assertEq(sent[1], paid * 300 / 1_000, "Bob");
        vm.assertEq(sent[2], paid * 200 / 1_000, "Carol");
    }

    // ----------------------------------------------------------------------------------------------------------- steps

    function test_claim_ManyChangesAreClaimedInSteps() public {
        for (uint256 i = 0; i < 2 * STEPS + 50; ++i) {
            pay(id, 1_000);
            if (i % 2 == 0) move(ALICE, BOB, 100);
            else move(BOB, ALICE, 100);
        }
        // Alice held 500 at the first payment, then 400 and 500 in turn.
        vm.assertEq(claim(ALICE), 100 * 500 + 100 * 400, "the first 200");
        vm.assertEq(claim(ALICE), 100 * 500 + 100 * 400, "the next 200");
        vm.assertEq(claim(ALICE), 25 * 500 + 25 * 400, "the rest");
        refuseClaim(ALICE, address(token));
        pay(id, 1_000);
        vm.assertEq(claim(ALICE), 500, "and on");
        vm.assertEq(claim(BOB) + claim(BOB) + claim(BOB), 225 * 300 + 225 * 400 + 300, "Bob");
        vm.assertEq(claim(CAROL), 451 * 200, "Carol, who never moved");
    }

    function test_claim_StepsThatBringNothingGoOn() public {
        for (uint256 i = 0; i < STEPS + 1; ++i) {
            pay(id, 1_000);
            move(ALICE, THIEF, 1);
            pay(id, 1_000);
            move(THIEF, ALICE, 1);
        }
        payNative(id, 1_000);
        vm.prank(ALICE);
        vm.assertEq(share.claim(NATIVE, ALICE), 0, "a step");
        vm.prank(ALICE);
        vm.assertEq(share.claim(NATIVE, ALICE), 0, "another");
        vm.assertEq(claim(share, ALICE, NATIVE), 500, "arrived");
        refuseClaim(ALICE, NATIVE);
    }

    function test_claim_DustTransfersAddNoStepsWithoutIncome() public {
        move(ALICE, THIEF, 1);
        for (uint256 i = 0; i < 2 * STEPS; ++i) {
            // Nothing at all may be sent in anybody's name.
            vm.prank(THIEF);
            share.transferFrom(BOB, CAROL, 0);
        }
        pay(id, 1_000);
        vm.assertEq(claim(BOB), 300, "in one claim");
        refuseClaim(BOB, address(token));
    }

    // ------------------------------------------------------------------------------------------------------- refusals

    function test_claim_RevertWhen_ThereIsNothing() public {
        refuseClaim(ALICE, address(token));
        refuseClaim(THIEF, address(token));
        pay(id, 1_000);
        refuseClaim(THIEF, address(token));
        claim(ALICE);
        refuseClaim(ALICE, address(token));
        refuseClaim(ALICE, NATIVE);
    }

    function test_claim_AReceiverThatReentersIsPaidOnce() public {
        Intruder intruder = new Intruder();
        move(ALICE, address(intruder), 100);
        payNative(id, 1_000);
        bytes memory call = abi.encodeCall(Share.claim, (NATIVE, address(intruder)));
        intruder.plan(address(share), call);
        intruder.act(address(share), call, 0);
        vm.assertEq(intruder.attempts(), 1, "tried");
        vm.assertEq(intruder.entries(), 0, "refused");
        vm.assertEq(address(intruder).balance, 100, "paid once");
    }

    function test_claim_AReceiverThatRefusesLosesNothing() public {
        Refuser refuser = new Refuser();
        move(ALICE, address(refuser), 100);
        payNative(id, 1_000);
        vm.expectRevert();
        refuser.claim(share, address(refuser));
        vm.assertEq(claim(share, BOB, NATIVE), 300, "Bob");
        vm.assertEq(refuser.claim(share, JUDGE), 100, "elsewhere");
    }
}

contract IncomeSourcesTest is SharesFixture {
    function test_divide_WhatWasEarnedBeforeIsTheDividers() public {
        pay(id, 1_000);
        divideAmongThree();
        checkClaimable(ALICE, 0, "no income of the shares");
        refuseClaim(BOB, address(token));
        pay(id, 100);
        uint256 before = token.balanceOf(ALICE);
        vm.prank(ALICE);
        vm.assertEq(royalties.withdraw(id, address(token), ALICE), 1_000, "the divider's");
        vm.assertEq(token.balanceOf(ALICE) - before, 1_000, "sent");
        vm.assertEq(claim(ALICE), 50, "the shares'");
    }

    function test_divide_WhatASecondHolderEarnedBeforeIsHis() public {
        pay(id, 1_000);
        vm.prank(ALICE);
        titles.transferFrom(ALICE, BOB, id);
        pay(id, 500);
        share = divide(BOB, id, MAJORITY, three());
        pay(id, 100);
        vm.prank(ALICE);
        vm.assertEq(royalties.withdraw(id, address(token), ALICE), 1_000, "the first holder's");
        vm.prank(BOB);
        vm.assertEq(royalties.withdraw(id, address(token), BOB), 500, "the divider's");
        vm.assertEq(claim(BOB), 30, "the shares'");
    }

    function test_claim_RoyaltiesOfDescendantsReachHolders() public {
        divideAmongThree();
        uint256[] memory parents = new uint256[](1);
        parents[0] = id;
        bytes32 termsId = offerBySteward(derivable(1_000));
        uint256 license = buy(BOB, id, termsId, everything());
        vm.assertEq(share.claimable(ALICE, address(token)), uint256(PRICE) / 2, "a license sold");
        ITitles.Registration memory r = withParent(statement(OTHER), id, 1_000);
        uint256[] memory licenses = new uint256[](1);
        licenses[0] = license;
        vm.prank(BOB);
        offers.register(r, noProof, licenses, new IOffers.Terms[](0));
        pass(PERIOD);
        move(ALICE, CAROL, 500);
        pay(uint256(OTHER), 10_000);
        vm.assertEq(claim(CAROL), 700 + uint256(PRICE) / 5, "a tenth of the child's income, by holdings");
        vm.assertEq(claim(ALICE), uint256(PRICE) / 2, "none of it for who has sold before");
    }

    function test_claim_ADividedChildPassesOnToADividedParent() public {
        ITitles.Registration memory r = withParent(statement(OTHER), id, 2_500);
        vm.prank(BOB);
        offers.register(r, noProof, new uint256[](1), new IOffers.Terms[](0));
        divideAmongThree();
        pass(PERIOD);
        Share child = divide(BOB, uint256(OTHER), MAJORITY, allot(BOB, 4));
        pay(uint256(OTHER), 4_000);
        vm.assertEq(child.claimable(BOB, address(token)), 3_000, "the child's");
        vm.assertEq(claim(ALICE), 500, "the parent's");
        vm.assertEq(claim(child, BOB, address(token)), 3_000, "claimed");
    }

    function offerBySteward(IOffers.Terms memory t) private returns (bytes32) {
        vm.prank(STEWARD);
        bytes memory result = shares.act(
            address(share), address(offers), abi.encodeCall(IOffers.offer, (id, t, IOffers.OfferState.Open))
        );
        return abi.decode(result, (bytes32));
    }
}

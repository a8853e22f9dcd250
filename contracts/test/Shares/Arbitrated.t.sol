// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IRoyalties} from "../../src/Royalties/IRoyalties.sol";
import {IShares} from "../../src/Shares/IShares.sol";
import {SharesFixture} from "./SharesFixture.t.sol";

contract ArbitratedTest is SharesFixture {
    function dispute(bool disputed) private {
        vm.prank(JUDGE);
        titles.setDisputed(id, disputed);
    }

    function award(address to) private {
        vm.prank(JUDGE);
        titles.award(id, to);
    }

    // --------------------------------------------------------------------------------------------------------- dispute

    function test_dispute_IncomeWaitsAndSharesMove() public {
        divideAmongThree();
        pay(id, 1_000);
        dispute(true);
        pay(id, 1_000);
        move(ALICE, CAROL, 500);
        pay(id, 1_000);
        checkClaimable(ALICE, 1_000, "earned");
        vm.expectRevert(abi.encodeWithSelector(IRoyalties.Royalties_Waits.selector, id, true));
        vm.prank(ALICE);
        share.claim(address(token), ALICE);
        dispute(false);
        vm.assertEq(claim(ALICE), 1_000, "Alice, of before she sold");
        vm.assertEq(claim(CAROL), 200 + 200 + 700, "Carol");
    }

    function test_dispute_TheStewardIsAppointedAllTheSame() public {
        divideAmongThree();
        dispute(true);
        vm.prank(ALICE);
        uint256 motionId = shares.proposeSteward(address(share), CAROL);
        accept(ALICE, motionId);
        accept(BOB, motionId);
        (,, address steward,) = shares.divisionOf(address(share));
        vm.assertEq(steward, CAROL, "steward");
    }

    function test_dispute_TheHolderCannotMakeHimselfADivider() public {
        // What a holder who divides has earned stays his under an award: too late once the title is disputed.
        vm.prank(ALICE);
        titles.transferFrom(ALICE, THIEF, id);
        pay(id, 1_000);
        dispute(true);
        vm.expectRevert(abi.encodeWithSelector(IRoyalties.Royalties_NotAllowed.selector, THIEF));
        vm.prank(THIEF);
        royalties.divide(id);
        award(ALICE);
        vm.prank(ALICE);
        vm.assertEq(royalties.withdraw(id, address(token), ALICE), 1_000, "goes with the title");
    }

    // ----------------------------------------------------------------------------------------------------------- award

    function test_award_S3_TakesTheTitleAndNoPastIncome() public {
        divideAmongThree();
        pay(id, 1_000);
        dispute(true);
        award(THIEF);
        pay(id, 400);
        move(ALICE, CAROL, 500);
        vm.assertEq(claim(ALICE), 500, "Alice");
        vm.assertEq(claim(CAROL), 200, "Carol");
        vm.assertEq(claim(BOB), 300, "Bob");
        vm.prank(THIEF);
        vm.assertEq(royalties.withdraw(id, address(token), THIEF), 400, "what came after goes to the new holder");
        vm.expectRevert(abi.encodeWithSelector(IRoyalties.Royalties_NotAllowed.selector, THIEF));
        vm.prank(THIEF);
        royalties.withdrawFrom(id, address(share), address(token), THIEF);
    }

    function test_award_S6_EndsOffersButReturnsDeposits() public {
        divideAmongThree();
        uint256 motionId = bid(7);
        accept(ALICE, motionId);
        award(THIEF);
        bytes memory reason = abi.encodeWithSelector(IShares.Shares_NotDivided.selector, address(share));
        vm.expectRevert(reason);
        accept(BOB, motionId);
        vm.expectRevert(reason);
        bid(7);
        vm.expectRevert(reason);
        vm.prank(ALICE);
        shares.proposeSteward(address(share), ALICE);
        vm.expectRevert(reason);
        vm.prank(STEWARD);
        shares.act(address(share), address(titles), "");
        vm.prank(BIDDER);
        shares.withdrawMotion(motionId, CAROL);
        vm.assertEq(token.balanceOf(CAROL), 7_000, "returned");
    }

    function test_award_BackToTheTokenGoesOn() public {
        divideAmongThree();
        pay(id, 1_000);
        award(THIEF);
        pay(id, 400);
        move(ALICE, CAROL, 500);
        award(address(share));
        pay(id, 1_000);
        move(CAROL, ALICE, 500);
        pay(id, 1_000);
        vm.assertEq(claim(ALICE), 500 + 500, "Alice");
        vm.assertEq(claim(BOB), 3 * 300, "Bob");
        vm.assertEq(claim(CAROL), 200 + 700 + 200, "Carol");
        vm.assertEq(royalties.balanceOf(id, address(share), address(token)), 0, "nothing left");
        uint256 motionId = buyOut(7);
        vm.assertEq(redeem(CAROL, motionId), 1_400, "and can be bought out");
    }

    function test_award_TwiceTakesNoPastIncome() public {
        divideAmongThree();
        pay(id, 1_000);
        award(THIEF);
        award(address(share));
        award(THIEF);
        vm.expectRevert(abi.encodeWithSelector(IRoyalties.Royalties_NotAllowed.selector, THIEF));
        vm.prank(THIEF);
        royalties.withdrawFrom(id, address(share), address(token), THIEF);
        vm.assertEq(claim(ALICE), 500, "Alice");
    }

    function test_award_AfterABuyoutTakesNoPastIncome() public {
        divideAmongThree();
        pay(id, 1_000);
        buyOut(7);
        // The buyer and the arbitrator would have to agree on it.
        vm.prank(BIDDER);
        titles.transferFrom(BIDDER, address(share), id);
        award(THIEF);
        vm.expectRevert(abi.encodeWithSelector(IRoyalties.Royalties_NotAllowed.selector, THIEF));
        vm.prank(THIEF);
        royalties.withdrawFrom(id, address(share), address(token), THIEF);
        vm.assertEq(claim(ALICE), 500, "Alice");
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IShares} from "../../src/Shares/IShares.sol";
import {Share} from "../../src/Shares/Share.sol";
import {SharesFixture} from "./SharesFixture.t.sol";

contract MotionsTest is SharesFixture {
    function setUp() public override {
        super.setUp();
        divideAmongThree();
    }

    function propose(address proposer, address candidate) private returns (uint256) {
        vm.prank(proposer);
        return shares.proposeSteward(address(share), candidate);
    }

    function retract(address account, uint256 motionId) private {
        vm.prank(account);
        shares.retract(motionId);
    }

    function refuseAccept(address account, uint256 motionId, bytes4 selector) private {
        bytes memory reason = selector == IShares.Shares_NotOpen.selector
            ? abi.encodeWithSelector(selector, motionId)
            : abi.encodeWithSelector(selector, motionId, account);
        vm.expectRevert(reason);
        accept(account, motionId);
    }

    function steward() private view returns (address account) {
        (,, account,) = shares.divisionOf(address(share));
    }

    function checkState(uint256 motionId, IShares.State state, uint256 accepted) private view {
        IShares.Motion memory motion = shares.motionOf(motionId);
        vm.assertEq(uint256(motion.state), uint256(state), "state");
        vm.assertEq(motion.accepted, accepted, "accepted");
    }

    // --------------------------------------------------------------------------------------------------------- propose

    function test_proposeSteward_RevertWhen_TheTokenIsNone() public {
        vm.expectRevert(abi.encodeWithSelector(IShares.Shares_NotDivided.selector, address(token)));
        shares.proposeSteward(address(token), THIEF);
    }

    function test_proposeSteward_RevertWhen_TheCallerHasNoShares() public {
        vm.expectRevert(abi.encodeWithSelector(IShares.Shares_NotAllowed.selector, THIEF));
        propose(THIEF, THIEF);
    }

    function test_proposeSteward_OpensAMotion() public {
        vm.expectEmit();
        emit IShares.MotionOpened(1, address(share), CAROL, JUDGE, NATIVE, 0, uint48(time() - 1));
        uint256 motionId = propose(CAROL, JUDGE);
        IShares.Motion memory motion = shares.motionOf(motionId);
        vm.assertEq(motion.share, address(share), "share");
        vm.assertEq(motion.proposer, CAROL, "proposer");
        vm.assertEq(motion.candidate, JUDGE, "candidate");
        vm.assertEq(motion.snapshot, time() - 1, "snapshot");
        checkState(motionId, IShares.State.Open, 0);
        vm.assertEq(propose(ALICE, JUDGE), motionId + 1, "many may be open");
    }

    // ---------------------------------------------------------------------------------------------------------- accept

    function test_accept_AppointsByMajority() public {
        uint256 motionId = propose(CAROL, JUDGE);
        vm.expectEmit();
        emit IShares.MotionSupported(motionId, ALICE, 500, 500);
        accept(ALICE, motionId);
        vm.assertEq(steward(), STEWARD, "not yet");
        vm.expectEmit();
        emit IShares.MotionSupported(motionId, BOB, 300, 800);
        vm.expectEmit();
        emit IShares.MotionAccepted(motionId);
        vm.expectEmit();
        emit IShares.StewardAppointed(address(share), JUDGE);
        accept(BOB, motionId);
        vm.assertEq(steward(), JUDGE, "appointed");
        checkState(motionId, IShares.State.Accepted, 800);
        vm.assertEq(titles.ownerOf(id), address(share), "the title stays");
    }

    function test_accept_AppointsNobody() public {
        uint256 motionId = propose(CAROL, address(0));
        accept(ALICE, motionId);
        accept(BOB, motionId);
        vm.assertEq(steward(), address(0), "nobody");
    }

    function test_accept_RevertWhen_TheMotionIsNotOpen() public {
        refuseAccept(ALICE, 0, IShares.Shares_NotOpen.selector);
        refuseAccept(ALICE, 1, IShares.Shares_NotOpen.selector);
        uint256 motionId = propose(CAROL, JUDGE);
        accept(ALICE, motionId);
        accept(BOB, motionId);
        refuseAccept(CAROL, motionId, IShares.Shares_NotOpen.selector);
        motionId = propose(CAROL, JUDGE);
        vm.prank(CAROL);
        shares.withdrawMotion(motionId, CAROL);
        refuseAccept(ALICE, motionId, IShares.Shares_NotOpen.selector);
    }

    function test_accept_RevertWhen_ThirtyDaysHavePassed() public {
        uint256 end = time() - 1 + 30 days;
        uint256 motionId = propose(CAROL, JUDGE);
        vm.warp(end);
        accept(ALICE, motionId);
        vm.warp(end + 1);
        refuseAccept(BOB, motionId, IShares.Shares_NotOpen.selector);
        vm.expectRevert(abi.encodeWithSelector(IShares.Shares_NotOpen.selector, motionId));
        retract(ALICE, motionId);
        vm.assertEq(steward(), STEWARD, "as before");
    }

    function test_accept_RevertWhen_TheCallerHasNoVotes() public {
        uint256 motionId = propose(CAROL, JUDGE);
        refuseAccept(THIEF, motionId, IShares.Shares_NoVotes.selector);
    }

    function test_accept_S4_EachVoteOnce() public {
        uint256 motionId = propose(CAROL, JUDGE);
        accept(ALICE, motionId);
        refuseAccept(ALICE, motionId, IShares.Shares_NoVotes.selector);
        // Nor by handing the shares on.
        vm.expectEmit();
        emit IShares.MotionSupported(motionId, ALICE, 0, 0);
        move(ALICE, THIEF, 500);
        pass(1);
        refuseAccept(THIEF, motionId, IShares.Shares_NoVotes.selector);
        checkState(motionId, IShares.State.Open, 0);
    }

    function test_accept_S4_SharesOfTheSameBlockDoNotCount() public {
        move(ALICE, THIEF, 500);
        move(BOB, THIEF, 300);
        uint256 motionId = propose(THIEF, THIEF);
        refuseAccept(THIEF, motionId, IShares.Shares_NoVotes.selector);
        // Nor do those that were handed on.
        refuseAccept(ALICE, motionId, IShares.Shares_NoVotes.selector);
        checkState(motionId, IShares.State.Open, 0);
    }

    function test_accept_S4_WhoHasSoldDoesNotDecide() public {
        uint256 motionId = propose(CAROL, JUDGE);
        move(ALICE, THIEF, 400);
        accept(ALICE, motionId);
        checkState(motionId, IShares.State.Open, 100);
    }

    function test_accept_S4_ABlockLaterTheyDo() public {
        move(ALICE, THIEF, 500);
        move(BOB, THIEF, 300);
        pass(1);
        uint256 motionId = propose(THIEF, THIEF);
        refuseAccept(ALICE, motionId, IShares.Shares_NoVotes.selector);
        accept(THIEF, motionId);
        vm.assertEq(steward(), THIEF, "appointed");
    }

    function test_accept_S4_DelegatedVotesOnce() public {
        vm.prank(ALICE);
        share.delegate(CAROL);
        pass(1);
        uint256 motionId = propose(BOB, JUDGE);
        refuseAccept(ALICE, motionId, IShares.Shares_NoVotes.selector);
        // Taken back after the snapshot, they are nobody's in this motion.
        vm.prank(ALICE);
        share.delegate(ALICE);
        pass(1);
        refuseAccept(ALICE, motionId, IShares.Shares_NoVotes.selector);
        accept(CAROL, motionId);
        checkState(motionId, IShares.State.Open, 200);
    }

    function test_accept_S4_DelegatingAfterwardsGivesNoSecondVote() public {
        uint256 motionId = propose(BOB, JUDGE);
        accept(ALICE, motionId);
        vm.prank(ALICE);
        share.delegate(CAROL);
        pass(1);
        vm.prank(CAROL);
        shares.accept(motionId);
        // Alice has none to give any more, and Carol had none of hers at the snapshot.
        checkState(motionId, IShares.State.Open, 200);
        vm.assertEq(share.getVotes(CAROL), 700, "in later motions Alice's too");
    }

    function test_accept_S4_OneMotionAtATime() public {
        (uint256 one, uint256 two) = (propose(BOB, BOB), propose(CAROL, CAROL));
        accept(ALICE, one);
        vm.expectEmit();
        emit IShares.MotionSupported(one, ALICE, 0, 0);
        vm.expectEmit();
        emit IShares.MotionSupported(two, ALICE, 500, 500);
        accept(ALICE, two);
        accept(CAROL, two);
        vm.assertEq(steward(), CAROL, "the second");
        accept(BOB, one);
        checkState(one, IShares.State.Open, 300);
        accept(ALICE, one);
        vm.assertEq(steward(), BOB, "then the first: what was carried binds no votes");
        checkState(two, IShares.State.Accepted, 700);
    }

    function test_accept_S4_SellingTakesSupportBack() public {
        uint256 motionId = propose(CAROL, JUDGE);
        accept(ALICE, motionId);
        vm.expectEmit();
        emit IShares.MotionSupported(motionId, ALICE, 299, 299);
        move(ALICE, THIEF, 201);
        accept(BOB, motionId);
        checkState(motionId, IShares.State.Open, 599);
        // Bought back, they count when they are given again.
        move(THIEF, ALICE, 201);
        checkState(motionId, IShares.State.Open, 599);
        refuseAccept(ALICE, motionId, IShares.Shares_NoVotes.selector);
        retract(ALICE, motionId);
        accept(ALICE, motionId);
        checkState(motionId, IShares.State.Accepted, 800);
        vm.assertEq(steward(), JUDGE, "appointed");
    }

    function test_accept_S4_WhoSoldAllAndBoughtBackGivesAgain() public {
        uint256 motionId = propose(CAROL, JUDGE);
        accept(ALICE, motionId);
        move(ALICE, THIEF, 500);
        move(THIEF, ALICE, 500);
        accept(ALICE, motionId);
        checkState(motionId, IShares.State.Open, 500);
    }

    function test_accept_S4_ADelegatorsSaleTakesSupportBack() public {
        vm.prank(ALICE);
        share.delegate(CAROL);
        pass(1);
        uint256 motionId = propose(BOB, JUDGE);
        accept(BOB, motionId);
        move(ALICE, THIEF, 401);
        accept(CAROL, motionId);
        checkState(motionId, IShares.State.Open, 599);
        move(ALICE, THIEF, 9);
        checkState(motionId, IShares.State.Open, 590);
        // And when Alice takes the rest of hers back, Carol's own are left.
        vm.prank(ALICE);
        share.delegate(ALICE);
        checkState(motionId, IShares.State.Open, 500);
    }

    function test_accept_S4_BuyingMoreAddsNoSupport() public {
        uint256 motionId = propose(CAROL, JUDGE);
        accept(ALICE, motionId);
        move(CAROL, ALICE, 200);
        checkState(motionId, IShares.State.Open, 500);
        // Of what was never given, anything may go.
        move(ALICE, CAROL, 200);
        checkState(motionId, IShares.State.Open, 500);
    }

    function testFuzz_accept_S4_WhatIsGivenIsHeld(uint256 sold, uint256 bought) public {
        uint256 motionId = propose(CAROL, JUDGE);
        accept(ALICE, motionId);
        sold = bound(sold, 0, 500);
        bought = bound(bought, 0, sold);
        move(ALICE, THIEF, sold);
        move(THIEF, ALICE, bought);
        checkState(motionId, IShares.State.Open, 500 - sold);
        (uint256 backed, uint256 votes) = share.backingOf(ALICE);
        vm.assertEq(backed, motionId, "motion");
        vm.assertEq(votes, 500 - sold, "votes");
    }

    function test_lower_RevertWhen_TheCallerIsNotTheMotionsToken() public {
        uint256 motionId = propose(CAROL, JUDGE);
        accept(ALICE, motionId);
        vm.expectRevert(abi.encodeWithSelector(IShares.Shares_NotAllowed.selector, THIEF));
        vm.prank(THIEF);
        shares.lower(motionId, ALICE, 500, 0);
        registerFinal(ALICE, OTHER);
        Share other = divide(ALICE, uint256(OTHER), MAJORITY, three());
        vm.expectRevert(abi.encodeWithSelector(IShares.Shares_NotAllowed.selector, address(other)));
        vm.prank(address(other));
        shares.lower(motionId, ALICE, 500, 0);
    }

    function test_back_RevertWhen_TheCallerIsNotShares() public {
        vm.expectRevert(abi.encodeWithSelector(Share.Share_NotAllowed.selector, THIEF));
        vm.prank(THIEF);
        share.back(ALICE, 1, 500);
    }

    function testFuzz_accept_S4_TheStatedMajorityOfAllShares(uint256 majority, uint96 yes, uint96 no) public {
        majority = bound(majority, 5_001, 10_000);
        yes = uint96(bound(yes, 1, type(uint96).max - 1));
        no = uint96(bound(no, 1, type(uint96).max - yes));
        registerFinal(ALICE, OTHER);
        IShares.Allotment[] memory list = new IShares.Allotment[](2);
        list[0] = IShares.Allotment(ALICE, yes);
        list[1] = IShares.Allotment(BOB, no);
        share = divide(ALICE, uint256(OTHER), uint16(majority), list);
        pass(1);
        uint256 motionId = propose(BOB, JUDGE);
        accept(ALICE, motionId);
        bool carried = uint256(yes) * 10_000 >= (uint256(yes) + no) * majority;
        vm.assertEq(steward() == JUDGE, carried, "carried");
    }

    function test_accept_S4_AtTheEdgeOfTheMajority() public {
        move(ALICE, THIEF, 201);
        pass(1);
        uint256 motionId = propose(BOB, JUDGE);
        accept(ALICE, motionId);
        accept(BOB, motionId);
        checkState(motionId, IShares.State.Open, 599);
        move(THIEF, CAROL, 200);
        accept(THIEF, motionId);
        checkState(motionId, IShares.State.Accepted, 600);
        move(CAROL, ALICE, 1);
        pass(1);
        motionId = propose(BOB, BOB);
        accept(ALICE, motionId);
        accept(BOB, motionId);
        checkState(motionId, IShares.State.Accepted, 600);
    }

    function test_accept_S4_UnanimityNeedsEveryShare() public {
        registerFinal(ALICE, OTHER);
        share = divide(ALICE, uint256(OTHER), 10_000, three());
        pass(1);
        uint256 motionId = propose(BOB, JUDGE);
        accept(ALICE, motionId);
        accept(BOB, motionId);
        checkState(motionId, IShares.State.Open, 800);
        accept(CAROL, motionId);
        checkState(motionId, IShares.State.Accepted, 1_000);
    }

    // --------------------------------------------------------------------------------------------------------- retract

    function test_retract_TakesTheVotesBack() public {
        uint256 motionId = propose(CAROL, JUDGE);
        accept(ALICE, motionId);
        vm.expectEmit();
        emit IShares.MotionSupported(motionId, ALICE, 0, 0);
        retract(ALICE, motionId);
        accept(BOB, motionId);
        checkState(motionId, IShares.State.Open, 300);
        accept(ALICE, motionId);
        checkState(motionId, IShares.State.Accepted, 800);
    }

    function test_retract_TakesBackWhatASaleHasLeft() public {
        uint256 motionId = propose(CAROL, JUDGE);
        accept(ALICE, motionId);
        move(ALICE, BOB, 400);
        retract(ALICE, motionId);
        accept(BOB, motionId);
        checkState(motionId, IShares.State.Open, 300);
    }

    function test_retract_RevertWhen_ThereIsNothingToTakeBack() public {
        uint256 motionId = propose(CAROL, JUDGE);
        vm.expectRevert(abi.encodeWithSelector(IShares.Shares_NoVotes.selector, motionId, ALICE));
        retract(ALICE, motionId);
        accept(ALICE, motionId);
        retract(ALICE, motionId);
        vm.expectRevert(abi.encodeWithSelector(IShares.Shares_NoVotes.selector, motionId, ALICE));
        retract(ALICE, motionId);
    }

    function test_retract_RevertWhen_TheMotionIsNotOpen() public {
        uint256 motionId = propose(CAROL, JUDGE);
        accept(ALICE, motionId);
        accept(BOB, motionId);
        vm.expectRevert(abi.encodeWithSelector(IShares.Shares_NotOpen.selector, motionId));
        retract(BOB, motionId);
    }

    // -------------------------------------------------------------------------------------------------------- withdraw

    function test_withdrawMotion_RevertWhen_TheCallerDidNotProposeIt() public {
        uint256 motionId = propose(CAROL, JUDGE);
        vm.expectRevert(abi.encodeWithSelector(IShares.Shares_NotAllowed.selector, ALICE));
        vm.prank(ALICE);
        shares.withdrawMotion(motionId, ALICE);
    }

    function test_withdrawMotion_RevertWhen_ItIsNotOpen() public {
        uint256 motionId = propose(CAROL, JUDGE);
        vm.expectEmit();
        emit IShares.MotionWithdrawn(motionId);
        vm.prank(CAROL);
        shares.withdrawMotion(motionId, CAROL);
        checkState(motionId, IShares.State.Withdrawn, 0);
        bytes memory reason = abi.encodeWithSelector(IShares.Shares_NotOpen.selector, motionId);
        vm.expectRevert(reason);
        vm.prank(CAROL);
        shares.withdrawMotion(motionId, CAROL);
        vm.expectRevert(abi.encodeWithSelector(IShares.Shares_NotOpen.selector, 77));
        shares.withdrawMotion(77, CAROL);
    }

    function test_divisionOf_IsZeroForNone() public view {
        (uint256 titleId, uint16 majority, address steward_, uint256 boughtOut) = shares.divisionOf(THIEF);
        vm.assertEq(titleId + majority + boughtOut, 0, "numbers");
        vm.assertEq(steward_, address(0), "steward");
        vm.assertEq(uint256(shares.motionOf(9).state), uint256(IShares.State.None), "no motion");
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IRoyalties} from "../../src/Royalties/IRoyalties.sol";
import {ITitleFollower} from "../../src/Titles/ITitleFollower.sol";
import {ITitles} from "../../src/Titles/ITitles.sol";
import {IShares} from "../../src/Shares/IShares.sol";
import {Share} from "../../src/Shares/Share.sol";
import {RoyaltiesFixture} from "./RoyaltiesFixture.t.sol";

/// @dev What a title earned before it became a version of another: as if the other had earned it at that moment.
contract JoinedTest is RoyaltiesFixture {
    /// @dev Alice's title is final. What she has anchored a thief registers, and Bob pays it ten.
    function setUp() public override {
        super.setUp();
        registerFinal(ALICE, fp(0));
        anchor(ALICE, fp(1));
        pass(1);
        register(THIEF, fp(1));
        pay(BOB, idOf(1), NATIVE, 10);
    }

    function join() private {
        publish(ALICE, idOf(0), anchoredVersion(ALICE, fp(1)));
    }

    function settle() private returns (uint256) {
        return royalties.settle(idOf(1), address(0), NATIVE);
    }

    function divide() private returns (Share share) {
        vm.prank(ALICE);
        titles.setApprovalForAll(address(shares), true);
        IShares.Allotment[] memory list = new IShares.Allotment[](2);
        (list[0], list[1]) = (IShares.Allotment(BOB, 60), IShares.Allotment(ALICE, 40));
        vm.prank(ALICE);
        share = Share(shares.divide(idOf(0), "Model", "MODEL", 6_000, ALICE, address(0), list));
    }

    // ------------------------------------------------------------------------------------------------------------ sold

    /// @dev Without an account of its own yet, the title that takes it in must still know whose it was.
    function test_titleJoined_R6_WhatWasEarnedBeforeASaleIsTheSellers() public {
        vm.expectEmit();
        emit IRoyalties.TitleJoined(idOf(1), idOf(0), address(0));
        join();
        sell(idOf(0), ALICE, BOB);
        checkDue(idOf(1), ALICE, NATIVE, 0, 10);
        checkDue(idOf(1), BOB, NATIVE, 0, 0);
        pass(PERIOD);
        checkDue(idOf(1), BOB, NATIVE, 0, 0);
        refuseWithdraw(
            BOB,
            idOf(1),
            NATIVE,
            abi.encodeWithSelector(IRoyalties.Royalties_NothingToWithdraw.selector, idOf(1), NATIVE, BOB)
        );
        take(ALICE, idOf(1), NATIVE, 10);
    }

    function test_titleJoined_R6_OfATitleThatWasSoldBeforeToo() public {
        pay(CAROL, idOf(0), NATIVE, 3);
        sell(idOf(0), ALICE, BOB);
        sell(idOf(0), BOB, ALICE);
        join();
        sell(idOf(0), ALICE, CAROL);
        pass(PERIOD);
        vm.assertEq(settle(), 10, "moved");
        checkBalance(idOf(0), ALICE, NATIVE, 10, "the seller's key");
        take(ALICE, idOf(0), NATIVE, 13);
    }

    // --------------------------------------------------------------------------------------------------------- divided

    function test_titleJoined_ADividedTitlesIsSharedOut() public {
        Share share = divide();
        // The token holds the title: its steward publishes, on an anchor of the token's.
        bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(address(share), fp(2), bytes32(0)))));
        anchors.anchor(leaf);
        pass(1);
        register(THIEF, fp(2));
        pay(CAROL, idOf(2), NATIVE, 100);
        ITitles.Version memory v;
        (v.fingerprint, v.manifestDigest, v.anchorRoot) = (fp(2), keccak256("words"), leaf);
        bytes memory data = abi.encodeCall(ITitles.publishVersion, (idOf(0), v, noProof));
        vm.prank(ALICE);
        shares.act(address(share), address(titles), data);
        pass(PERIOD);
        checkDue(idOf(2), address(share), NATIVE, 100, 0);
        royalties.settle(idOf(2), address(0), NATIVE);
        vm.assertEq(share.claimable(BOB, NATIVE), 60, "Bob's");
        vm.prank(BOB);
        share.claim(NATIVE, BOB);
        vm.prank(ALICE);
        share.claim(NATIVE, ALICE);
        checkBalance(idOf(0), address(share), NATIVE, 0, "nothing is left behind");
    }

    /// @dev Divided afterwards, it was the divider's before.
    function test_titleJoined_R6_WhatWasEarnedBeforeADivisionIsTheDividers() public {
        join();
        Share share = divide();
        pass(PERIOD);
        take(ALICE, idOf(1), NATIVE, 10);
        vm.assertEq(share.claimable(BOB, NATIVE), 0, "no share holder's");
    }

    // --------------------------------------------------------------------------------------------- disputed, awarded

    function test_titleJoined_WaitsAndGoesWithADisputedTitle() public {
        join();
        pass(PERIOD);
        dispute(idOf(0), true);
        checkDue(idOf(1), ALICE, NATIVE, 0, 10);
        refuseWithdraw(
            ALICE, idOf(1), NATIVE, abi.encodeWithSelector(IRoyalties.Royalties_Waits.selector, idOf(1), true)
        );
        award(idOf(0), CAROL);
        take(CAROL, idOf(1), NATIVE, 10);
    }

    // ------------------------------------------------------------------------------------------------------ lost again

    /// @dev Bob has anchored it before Alice: what she took in, he takes in anew.
    function test_titleJoined_TheLastThatTookItInGetsIt() public {
        registerFinal(BOB, fp(2));
        anchor(BOB, fp(4));
        pass(1);
        anchor(ALICE, fp(4));
        pass(1);
        register(THIEF, fp(4));
        pay(CAROL, idOf(4), NATIVE, 7);
        publish(ALICE, idOf(0), anchoredVersion(ALICE, fp(4)));
        publish(BOB, idOf(2), anchoredVersion(BOB, fp(4)));
        pass(PERIOD);
        checkDue(idOf(4), ALICE, NATIVE, 0, 0);
        take(BOB, idOf(4), NATIVE, 7);
    }

    /// @dev Struck, it is nobody's; registered again, its own; then a version published of it takes it in at once.
    function test_titleJoined_AStruckOneThatIsPublishedAgain() public {
        join();
        vm.prank(JUDGE);
        titles.strike(fp(1));
        vm.expectRevert(abi.encodeWithSelector(IRoyalties.Royalties_Waits.selector, idOf(1), false));
        settle();
        registerFinal(CAROL, fp(2));
        // It was a title before this one was.
        vm.expectRevert();
        publish(CAROL, idOf(2), versionOf(fp(1)));
        join();
        pass(PERIOD);
        take(ALICE, idOf(1), NATIVE, 10);
    }

    function test_titleJoined_RevertWhen_TheCallerIsNotTitles() public {
        vm.expectRevert(abi.encodeWithSelector(IRoyalties.Royalties_NotAllowed.selector, address(this)));
        ITitleFollower(address(royalties)).titleJoined(idOf(1), idOf(0));
    }

    // ------------------------------------------------------------------------------------------- kept in the other's jar

    /// @dev The other's own lineage isn't final: there it waits on, and is its ancestors' too then.
    function test_settle_WhatJoinedATitleThatIsNotRipeIsKeptThere() public {
        anchor(BOB, fp(6));
        anchor(BOB, fp(5));
        anchor(BOB, fp(7));
        pass(PERIOD);
        bind(CAROL, fp(4), one(idOf(0), 0));
        ITitles.Registration memory r = anchored(BOB, fp(6));
        r.parents = one(idOf(4), 5_000);
        bind(BOB, r);
        pass(1);
        register(THIEF, fp(7));
        pay(ALICE, idOf(7), NATIVE, 8);
        publish(BOB, idOf(6), anchoredVersion(BOB, fp(7)));
        vm.assertTrue(titles.isFinal(fp(7)) && !titles.isFinal(fp(4)), "only its ancestor isn't final");
        vm.assertEq(royalties.settle(idOf(7), address(0), NATIVE), 8, "moved");
        checkKept(idOf(6), address(0), NATIVE, 8);
        checkKept(idOf(7), address(0), NATIVE, 0);
        pass(PERIOD);
        vm.assertTrue(royalties.ripen(idOf(6)), "ripe");
        take(BOB, idOf(6), NATIVE, 4);
        take(CAROL, idOf(4), NATIVE, 4);
    }
}

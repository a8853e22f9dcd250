// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC4906} from "@openzeppelin/contracts/interfaces/IERC4906.sol";
import {IERC721} from "@openzeppelin/contracts/interfaces/IERC721.sol";
import {IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {ITitles} from "../../src/Titles/ITitles.sol";
import {RefusingReceiver} from "./Accounts.t.sol";
import {TitlesFixture} from "./TitlesFixture.t.sol";

/// @dev An arbitrator in the manner of ERC-792: its `rule` carries the ruling out.
contract Court {
    ITitles private immutable TITLES;

    constructor(ITitles titles) {
        TITLES = titles;
    }

    /// @dev The struck version becomes a title of its rightful owner before anybody else can take it.
    function rule(
        bytes32 fingerprint,
        address owner,
        ITitles.Registration calldata r,
        bytes calldata signature,
        uint256 deadline
    ) external {
        TITLES.strike(fingerprint);
        TITLES.registerFor(owner, r, new bytes32[](0), deadline, signature);
    }
}

contract ArbitrateTest is TitlesFixture {
    uint256 private constant ID = uint256(MODEL);

    function refuseAll(address caller, uint256 titleId) private {
        bytes memory reason = abi.encodeWithSelector(ITitles.Titles_NotArbitrator.selector, titleId, caller);
        vm.expectRevert(reason);
        vm.prank(caller);
        titles.setDisputed(titleId, true);
        vm.expectRevert(reason);
        vm.prank(caller);
        titles.award(titleId, caller);
    }

    function refuseStrike(address caller, bytes32 fingerprint, uint256 titleId) private {
        vm.expectRevert(abi.encodeWithSelector(ITitles.Titles_NotArbitrator.selector, titleId, caller));
        vm.prank(caller);
        titles.strike(fingerprint);
    }

    function judged(uint256 titleId, bool disputed) private {
        vm.prank(JUDGE);
        titles.setDisputed(titleId, disputed);
    }

    function awarded(uint256 titleId, address to) private {
        vm.prank(JUDGE);
        titles.award(titleId, to);
    }

    function test_arbitrate_T9_RevertWhen_TheCallerIsAnotherOrTheHolder() public {
        register(ALICE, MODEL);
        publish(ALICE, ID, versionOf(OTHER));
        refuseAll(THIEF, ID);
        refuseAll(ALICE, ID);
        refuseStrike(THIEF, OTHER, ID);
        refuseStrike(ALICE, OTHER, ID);
    }

    function test_arbitrate_T9_RevertWhen_TheTitleNamesNobody() public {
        ITitles.Registration memory r = statement(MODEL);
        r.arbitrator = address(0);
        register(ALICE, r);
        publish(ALICE, ID, versionOf(OTHER));
        refuseAll(JUDGE, ID);
        refuseStrike(JUDGE, OTHER, ID);
    }

    function test_arbitrate_T9_RevertWhen_TheTitleDoesNotExist() public {
        refuseAll(JUDGE, ID);
    }

    function test_setDisputed_BarsTransferUntilLifted() public {
        registerFinal(ALICE, MODEL);
        judged(ID, true);
        vm.expectRevert(abi.encodeWithSelector(ITitles.Titles_Disputed.selector, ID));
        vm.prank(ALICE);
        titles.transferFrom(ALICE, BOB, ID);
        judged(ID, false);
        vm.prank(ALICE);
        titles.transferFrom(ALICE, BOB, ID);
        vm.assertEq(titles.ownerOf(ID), BOB, "owner");
    }

    function test_setDisputed_EmitsWhatItStores() public {
        register(ALICE, MODEL);
        vm.expectEmit();
        emit ITitles.TitleDisputed(ID, true);
        judged(ID, true);
        vm.assertTrue(titles.recordOf(ID).disputed, "disputed");
        vm.expectEmit();
        emit ITitles.TitleDisputed(ID, false);
        judged(ID, false);
        vm.assertTrue(!titles.recordOf(ID).disputed, "not disputed");
    }

    function test_award_RevertWhen_ToZero() public {
        register(ALICE, MODEL);
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721InvalidReceiver.selector, address(0)));
        awarded(ID, address(0));
    }

    function test_award_MovesTheTitleAndEndsTheDispute() public {
        registerFinal(ALICE, MODEL);
        vm.prank(ALICE);
        titles.approve(THIEF, ID);
        judged(ID, true);
        vm.expectEmit();
        emit ITitles.TitleAwarded(ID, ALICE, BOB);
        vm.expectEmit();
        emit IERC721.Transfer(ALICE, BOB, ID);
        awarded(ID, BOB);
        vm.assertEq(titles.ownerOf(ID), BOB, "owner");
        vm.assertEq(titles.getApproved(ID), address(0), "approval");
        vm.assertTrue(!titles.recordOf(ID).disputed, "disputed");
    }

    function test_award_OfAProvisionalTitleLeavesItProvisional() public {
        anchor(ALICE, MODEL);
        uint256 start = time();
        pass(1);
        register(THIEF, MODEL);
        awarded(ID, BOB);
        vm.expectRevert(abi.encodeWithSelector(ITitles.Titles_Provisional.selector, ID, time() + PERIOD));
        vm.prank(BOB);
        titles.transferFrom(BOB, THIEF, ID);
        register(ALICE, anchored(ALICE, MODEL));
        checkRecord(ID, ALICE, start);
    }

    function test_award_KeepsArbitratorVersionsAndRoyalty() public {
        ITitles.Registration memory r = statement(MODEL);
        r.resaleRoyalty = 500;
        register(ALICE, r);
        publish(ALICE, ID, versionOf(OTHER));
        awarded(ID, BOB);
        vm.assertEq(titles.recordOf(ID).arbitrator, JUDGE, "arbitrator");
        vm.assertEq(titles.titleOf(OTHER), ID, "version");
        vm.assertEq(titles.resaleReceiverOf(ID), ALICE, "royalty");
    }

    function test_award_FromAndToContractsThatRefuse() public {
        address from = address(new RefusingReceiver());
        address to = address(new RefusingReceiver());
        register(from, MODEL);
        awarded(ID, to);
        vm.assertEq(titles.ownerOf(ID), to, "owner");
    }

    function test_strike_RevertWhen_ItIsNoVersion() public {
        register(ALICE, MODEL);
        vm.expectRevert(abi.encodeWithSelector(ITitles.Titles_NotAVersion.selector, MODEL));
        vm.prank(JUDGE);
        titles.strike(MODEL);
        vm.expectRevert(abi.encodeWithSelector(ITitles.Titles_NotAVersion.selector, OTHER));
        vm.prank(JUDGE);
        titles.strike(OTHER);
    }

    function test_strike_FreesTheFingerprint() public {
        register(ALICE, MODEL);
        publish(ALICE, ID, versionOf(OTHER));
        pass(PERIOD);
        vm.expectEmit();
        emit ITitles.VersionStruck(OTHER, ID);
        vm.prank(JUDGE);
        titles.strike(OTHER);
        vm.assertEq(titles.titleOf(OTHER), 0, "titleOf");
        vm.assertEq(titles.manifestOf(OTHER), 0, "manifest");
        register(BOB, OTHER);
        checkRecord(uint256(OTHER), BOB, time());
    }

    function test_strike_TheLatestFallsBackToTheFirst() public {
        register(ALICE, MODEL);
        publish(ALICE, ID, versionOf(OTHER));
        vm.expectEmit();
        emit IERC4906.MetadataUpdate(ID);
        vm.prank(JUDGE);
        titles.strike(OTHER);
        (bytes32 latest, uint256 number) = titles.latestOf(ID);
        vm.assertEq(latest, MODEL, "latest");
        vm.assertEq(number, 1, "number");
        vm.assertEq(publish(ALICE, ID, versionOf(keccak256("next"))), 3, "no number is given twice");
    }

    function test_strike_AndRegistrationForTheRightfulOwnerInOneTransaction() public {
        Court court = new Court(titles);
        uint256 key = 0xC0FFEE;
        address owner = vm.addr(key);
        ITitles.Registration memory r = statement(MODEL);
        r.arbitrator = address(court);
        register(THIEF, r);
        publish(THIEF, ID, versionOf(OTHER));
        r = statement(OTHER);
        court.rule(OTHER, owner, r, sign(key, registerHash(owner, r, 0, time())), time());
        checkRecord(uint256(OTHER), owner, time());
    }
}

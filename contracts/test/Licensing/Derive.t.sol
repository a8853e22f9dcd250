// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IOffers} from "../../src/Licensing/IOffers.sol";
import {TermsCodec} from "../../src/Licensing/TermsCodec.sol";
import {ITitles} from "../../src/Titles/ITitles.sol";
import {LicensingCast} from "./LicensingCast.t.sol";

contract DeriveTest is LicensingCast {
    bytes32 private constant CHILD = keccak256("a child");
    IOffers.Terms[] private noOffers;

    function child(uint16 royalty) private view returns (ITitles.Registration memory) {
        return withParent(statement(CHILD), ID, royalty);
    }

    function one(uint256 licenseId) private pure returns (uint256[] memory licenses) {
        licenses = new uint256[](1);
        licenses[0] = licenseId;
    }

    function send(uint16 royalty, uint256 licenseId) private returns (uint256) {
        ITitles.Registration memory r = child(royalty);
        vm.prank(BOB);
        return offers.register(r, noProof, one(licenseId), noOffers);
    }

    function refuse(uint16 royalty, uint256 licenseId, bytes memory reason) private {
        vm.expectRevert(reason);
        send(royalty, licenseId);
    }

    function notLicensed(uint256 licenseId) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IOffers.Offers_NotLicensed.selector, ID, licenseId);
    }

    function take(IOffers.Terms memory t) private returns (uint256) {
        registerFinal(ALICE, MODEL);
        return buy(BOB, ID, offer(ALICE, ID, t), everything());
    }

    function expectLineage(uint256 bond) private {
        vm.expectEmit();
        emit IOffers.LineageLicensed(uint256(CHILD), one(ID), one(bond));
    }

    // --------------------------------------------------------------------------------------------------------- the edge

    function test_register_WithoutParentsJustRegistersAndOffers() public {
        IOffers.Terms[] memory list = new IOffers.Terms[](2);
        (list[0], list[1]) = (sale(), subscription());
        ITitles.Registration memory r = statement(MODEL);
        vm.prank(ALICE);
        vm.assertEq(offers.register(r, noProof, noLicenses, list), ID, "title");
        checkRecord(ID, ALICE, time());
        for (uint256 i = 0; i < 2; ++i) {
            (IOffers.OfferState state,) = offers.offerOf(ID, TermsCodec.id(list[i]));
            vm.assertEq(uint256(state), uint256(IOffers.OfferState.Open), "state");
        }
        (bool bound,,,) = offers.meetOf(ID);
        vm.assertTrue(!bound, "bound");
    }

    function test_register_O4_ByALicense() public {
        uint256 licenseId = take(derivable(500));
        expectLineage(licenseId);
        vm.assertEq(send(500, licenseId), uint256(CHILD), "title");
        checkRecord(uint256(CHILD), BOB, time());
        (uint256[] memory ancestors, uint256[] memory parts) = royalties.vectorOf(uint256(CHILD));
        vm.assertEq(ancestors.length, 1, "ancestors");
        vm.assertEq(ancestors[0], ID, "whom");
        vm.assertEq(parts[0], 500 * 1e8, "how much");
        (bool bound,,,) = offers.meetOf(uint256(CHILD));
        vm.assertTrue(!bound, "bound");
    }

    function test_register_UnderAnOwnParent() public {
        register(BOB, MODEL);
        expectLineage(type(uint256).max);
        send(0, 0);
    }

    function test_register_DeclaredWithoutALicense() public {
        register(ALICE, MODEL);
        expectLineage(0);
        send(300, 0);
        (, uint256[] memory parts) = royalties.vectorOf(uint256(CHILD));
        vm.assertEq(parts[0], 300 * 1e8, "owed all the same");
    }

    function test_register_RevertWhen_NotEachParentHasItsEntry() public {
        register(ALICE, MODEL);
        ITitles.Registration memory r = child(0);
        vm.expectRevert(abi.encodeWithSelector(IOffers.Offers_LicensesMismatch.selector, 1, 0));
        offers.register(r, noProof, noLicenses, noOffers);
        r = statement(CHILD);
        vm.expectRevert(abi.encodeWithSelector(IOffers.Offers_LicensesMismatch.selector, 0, 1));
        offers.register(r, noProof, one(0), noOffers);
    }

    function test_register_RevertWhen_TheParentIsNoTitle() public {
        refuse(0, 0, abi.encodeWithSelector(ITitles.Titles_UnknownParent.selector, CHILD, ID));
        register(ALICE, OTHER);
        publish(ALICE, uint256(OTHER), versionOf(MODEL));
        refuse(0, 0, abi.encodeWithSelector(ITitles.Titles_UnknownParent.selector, CHILD, ID));
    }

    // ------------------------------------------------------------------------------------------------------ the license

    function test_register_O4_RevertWhen_TheLicenseIsAnothersOrNone() public {
        take(derivable(0));
        uint256 licenseId = buy(THIEF, ID, offer(ALICE, ID, derivable(0)), everything());
        refuse(0, licenseId, notLicensed(licenseId));
        refuse(0, 1, notLicensed(1));
    }

    function test_register_O4_RevertWhen_TheLicenseIsOfAnotherTitle() public {
        registerFinal(ALICE, MODEL);
        registerFinal(ALICE, OTHER);
        uint256 licenseId = buy(BOB, uint256(OTHER), offer(ALICE, uint256(OTHER), derivable(0)), everything());
        refuse(0, licenseId, notLicensed(licenseId));
    }

    function test_register_O4_UntilTheLicenseExpires() public {
        IOffers.Terms memory t = derivable(0);
        t.period = 30 days;
        uint256 licenseId = take(t);
        uint256 ends = time() + 30 days;
        vm.warp(ends);
        refuse(0, licenseId, notLicensed(licenseId));
        vm.warp(ends - 1);
        send(0, licenseId);
    }

    function test_register_O4_RevertWhen_TheLicenseWasCanceled() public {
        uint256 licenseId = take(derivable(0));
        vm.prank(BOB);
        licensing.cancelSubscription(licenseId);
        refuse(0, licenseId, notLicensed(licenseId));
    }

    function test_register_O4_RevertWhen_ATakeOverHasVoidedTheLicense() public {
        robbed();
        uint256 licenseId = buy(BOB, ID, offer(THIEF, ID, derivable(0)), everything());
        takeOver();
        refuse(0, licenseId, notLicensed(licenseId));
        vm.prank(ALICE);
        licensing.honor(licenseId);
        send(0, licenseId);
    }

    function test_register_O4_ByALicenseReceivedFromAnother() public {
        IOffers.Terms memory t = derivable(0);
        t.rights |= TermsCodec.TRANSFERABLE;
        uint256 licenseId = take(t);
        vm.prank(BOB);
        licensing.transferFrom(BOB, THIEF, licenseId);
        refuse(0, licenseId, notLicensed(licenseId));
        vm.prank(THIEF);
        licensing.transferFrom(THIEF, BOB, licenseId);
        send(0, licenseId);
    }

    function test_register_O4_RevertWhen_TheLicenseAllowsNoDerivatives() public {
        uint256 licenseId = take(sale());
        refuse(0, licenseId, abi.encodeWithSelector(IOffers.Offers_NoDerivatives.selector, ID, licenseId));
    }

    function test_register_O4_RevertWhen_TheRoyaltyIsTooLow() public {
        uint256 licenseId = take(derivable(500));
        refuse(499, licenseId, abi.encodeWithSelector(IOffers.Offers_RoyaltyTooLow.selector, ID, 500, 499));
        send(501, licenseId);
    }

    // ------------------------------------------------------------------------------------------------------ share-alike

    function family(
        IOffers.Terms memory first,
        IOffers.Scope memory a,
        IOffers.Terms memory second,
        IOffers.Scope memory b
    ) private returns (uint256) {
        (uint256 low, uint256 high) = ID < uint256(OTHER) ? (ID, uint256(OTHER)) : (uint256(OTHER), ID);
        register(ALICE, bytes32(low));
        register(ALICE, bytes32(high));
        uint256[] memory licenses = new uint256[](2);
        licenses[0] = buy(BOB, low, offer(ALICE, low, first), a);
        licenses[1] = buy(BOB, high, offer(ALICE, high, second), b);
        ITitles.Registration memory r = statement(CHILD);
        r.parents = new ITitles.Parent[](2);
        (r.parents[0], r.parents[1]) = (ITitles.Parent(low, 0), ITitles.Parent(high, 0));
        vm.prank(BOB);
        return offers.register(r, noProof, licenses, noOffers);
    }

    function refuseOffer(address holder, uint256 titleId, IOffers.Terms memory t, bytes32 member) private {
        vm.expectRevert(abi.encodeWithSelector(IOffers.Offers_BeyondParents.selector, titleId, member));
        vm.prank(holder);
        offers.offer(titleId, t, IOffers.OfferState.Open);
    }

    function narrow() private view returns (IOffers.Terms memory t) {
        t = sale();
        (t.territories, t.fields, t.dataTypes) = (FR, RESEARCH, PERSONAL);
    }

    function test_meet_O3_OfTwoParents() public {
        IOffers.Terms memory credited = shareAlike(0);
        credited.rights = (credited.rights & ~TermsCodec.COMMERCIAL) | TermsCodec.ATTRIBUTION;
        IOffers.Scope memory a = scope(DE | FR, RESEARCH | MEDICAL, PERSONAL);
        uint256 titleId = family(shareAlike(0), a, credited, scope(FR | JP, RESEARCH, PERSONAL | 1));
        (bool bound, IOffers.Scope memory s, uint8 rights,) = offers.meetOf(titleId);
        vm.assertTrue(bound, "bound");
        vm.assertEq(keccak256(abi.encode(s)), keccak256(abi.encode(scope(FR, RESEARCH, PERSONAL))), "scope");
        uint8 duties = TermsCodec.DERIVATIVES | TermsCodec.SHARE_ALIKE | TermsCodec.ATTRIBUTION;
        vm.assertEq(rights, duties, "rights");
        IOffers.Terms memory t = narrow();
        refuseOffer(BOB, titleId, t, "rights");
        t.rights = TermsCodec.ATTRIBUTION;
        offer(BOB, titleId, t);
    }

    function test_meet_O3_RevertWhen_AnOfferGoesBeyondIt() public {
        IOffers.Scope memory s = scope(DE | FR, RESEARCH | MEDICAL, PERSONAL | 1);
        uint256 titleId = family(shareAlike(0), s, shareAlike(0), s);
        IOffers.Terms memory t = narrow();
        t.territories |= JP;
        refuseOffer(BOB, titleId, t, "territories");
        t = narrow();
        t.fields |= 1 << 9;
        refuseOffer(BOB, titleId, t, "fields");
        t = narrow();
        t.dataTypes |= 1 << 9;
        refuseOffer(BOB, titleId, t, "dataTypes");
        t = narrow();
        t.rights |= TermsCodec.DERIVATIVES;
        refuseOffer(BOB, titleId, t, "rights");
        t.rights |= TermsCodec.SHARE_ALIKE;
        offer(BOB, titleId, t);
        offer(BOB, titleId, narrow());
    }

    function testFuzz_meet_O3_OnlyWhatBothParentsGive(uint256 seed) public {
        uint256 mask = DE | FR | JP | 1;
        uint256 a = draw(seed, 0) & mask | DE;
        uint256 b = draw(seed, 1) & mask | FR;
        uint256 titleId =
            family(shareAlike(0), scope(a, RESEARCH, PERSONAL), shareAlike(0), scope(b, RESEARCH, PERSONAL));
        (, IOffers.Scope memory s,,) = offers.meetOf(titleId);
        vm.assertEq(s.territories, a & b, "meet");
        IOffers.Terms memory t = narrow();
        t.territories = draw(seed, 2) & mask | 1;
        if (t.territories & ~(a & b) != 0) refuseOffer(BOB, titleId, t, "territories");
        else offer(BOB, titleId, t);
    }

    function test_meet_O3_OnlyShareAlikeParentsNarrowIt() public {
        IOffers.Scope memory s = scope(DE, RESEARCH, PERSONAL);
        uint256 titleId = family(derivable(0), s, shareAlike(0), everything());
        (bool bound, IOffers.Scope memory meet,,) = offers.meetOf(titleId);
        vm.assertTrue(bound, "bound");
        vm.assertEq(keccak256(abi.encode(meet)), keccak256(abi.encode(everything())), "scope");
    }

    function test_meet_O3_RevertWhen_TheFirstOffersGoBeyondIt() public {
        registerFinal(ALICE, MODEL);
        bytes32 termsId = offer(ALICE, ID, shareAlike(0));
        uint256 licenseId = buy(BOB, ID, termsId, scope(DE, RESEARCH, PERSONAL));
        IOffers.Terms[] memory list = new IOffers.Terms[](1);
        list[0] = sale();
        ITitles.Registration memory r = child(0);
        vm.expectRevert(abi.encodeWithSelector(IOffers.Offers_BeyondParents.selector, CHILD, bytes32("dataTypes")));
        vm.prank(BOB);
        offers.register(r, noProof, one(licenseId), list);
    }

    /// @dev A child of the own child is a descendant all the same.
    function test_meet_O3_GoesOnThroughOnesOwnTitle() public {
        registerFinal(ALICE, MODEL);
        send(0, buy(BOB, ID, offer(ALICE, ID, shareAlike(0)), scope(DE, RESEARCH, PERSONAL)));
        pass(1);
        ITitles.Registration memory r = withParent(statement(OTHER), uint256(CHILD), 0);
        vm.prank(BOB);
        offers.register(r, noProof, one(0), noOffers);
        refuseOffer(BOB, uint256(OTHER), sale(), "dataTypes");
        (bool bound, IOffers.Scope memory meet,,) = offers.meetOf(uint256(OTHER));
        vm.assertTrue(bound, "bound");
        vm.assertEq(keccak256(abi.encode(meet)), keccak256(abi.encode(scope(DE, RESEARCH, PERSONAL))), "scope");
    }

    function test_meet_O3_GoesOnThroughALicense() public {
        registerFinal(ALICE, MODEL);
        send(0, buy(BOB, ID, offer(ALICE, ID, shareAlike(0)), scope(DE | FR, RESEARCH, PERSONAL)));
        IOffers.Terms memory t = narrow();
        t.rights |= TermsCodec.DERIVATIVES | TermsCodec.SHARE_ALIKE;
        uint256 licenseId = buy(THIEF, uint256(CHILD), offer(BOB, uint256(CHILD), t), scope(FR, RESEARCH, PERSONAL));
        ITitles.Registration memory r = withParent(statement(OTHER), uint256(CHILD), 0);
        vm.prank(THIEF);
        offers.register(r, noProof, one(licenseId), noOffers);
        (, IOffers.Scope memory meet,,) = offers.meetOf(uint256(OTHER));
        vm.assertEq(meet.territories, FR, "territories");
    }

    function test_meet_O3_BindsTheNextHolderToo() public {
        registerFinal(ALICE, MODEL);
        send(0, buy(BOB, ID, offer(ALICE, ID, shareAlike(0)), scope(DE, RESEARCH, PERSONAL)));
        pass(PERIOD);
        vm.prank(BOB);
        titles.transferFrom(BOB, THIEF, uint256(CHILD));
        refuseOffer(THIEF, uint256(CHILD), sale(), "dataTypes");
    }

    /// @dev The winner of a take-over has derived from nothing.
    function test_meet_O3_VoidAfterATakeOver() public {
        registerFinal(ALICE, MODEL);
        anchor(THIEF, CHILD);
        pass(1 hours);
        send(0, buy(BOB, ID, offer(ALICE, ID, shareAlike(0)), scope(DE, RESEARCH, PERSONAL)));
        register(THIEF, anchored(THIEF, CHILD));
        (bool bound,,,) = offers.meetOf(uint256(CHILD));
        vm.assertTrue(!bound, "bound");
        offer(THIEF, uint256(CHILD), sale());
        // Nor do children of the winner's inherit it.
        ITitles.Registration memory r = withParent(statement(OTHER), uint256(CHILD), 0);
        pass(1);
        vm.prank(THIEF);
        offers.register(r, noProof, one(0), noOffers);
        (bound,,,) = offers.meetOf(uint256(OTHER));
        vm.assertTrue(!bound, "the child's");
    }

    /// @dev A registration through here may itself take a title over: its own licenses count from then on.
    function test_register_TakesATitleOver() public {
        uint256 licenseId = take(shareAlike(0));
        anchor(BOB, CHILD);
        pass(1 hours);
        register(THIEF, CHILD);
        bytes32 termsId = offer(THIEF, uint256(CHILD), sale());
        ITitles.Registration memory r = withParent(anchored(BOB, CHILD), ID, 0);
        vm.prank(BOB);
        offers.register(r, noProof, one(licenseId), noOffers);
        (IOffers.OfferState state,) = offers.offerOf(uint256(CHILD), termsId);
        vm.assertEq(uint256(state), uint256(IOffers.OfferState.None), "the thief's offer");
        (bool bound,,,) = offers.meetOf(uint256(CHILD));
        vm.assertTrue(bound, "bound");
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ILicensing} from "../../src/Licensing/ILicensing.sol";
import {IOffers} from "../../src/Licensing/IOffers.sol";
import {TermsCodec} from "../../src/Licensing/TermsCodec.sol";
import {ITitles} from "../../src/Titles/ITitles.sol";
import {LicensingCast} from "./LicensingCast.t.sol";

contract DutiesTest is LicensingCast {
    bytes32 private constant CHILD = keccak256("a child");
    bytes32 private constant GRANDCHILD = keccak256("a grandchild");
    IOffers.Terms[] private noOffers;

    function setUp() public override {
        super.setUp();
        registerFinal(ALICE, MODEL);
        registerFinal(ALICE, OTHER);
    }

    function credentialFor(IOffers.Terms memory t) private view returns (ILicensing.Credential memory c) {
        if (t.issuer == address(0)) return noCredential;
        c = issue(ISSUER_KEY, BOB, t.claim, statementOf(NO_COUNTRY, 0));
    }

    function take(uint256 parent, IOffers.Terms memory t) private returns (uint256) {
        ILicensing.Order memory o = order(parent, offer(ALICE, parent, t), BOB, everything());
        ILicensing.Credential memory c = credentialFor(t);
        vm.prank(BOB);
        return licensing.buy(o, c, noPermit);
    }

    function register(address owner, bytes32 fingerprint, ITitles.Parent[] memory parents, uint256[] memory licenses)
        private
        returns (uint256)
    {
        ITitles.Registration memory r = statement(fingerprint);
        r.parents = parents;
        vm.prank(owner);
        return offers.register(r, noProof, licenses, noOffers);
    }

    function one(uint256 parent, uint16 royalty) private pure returns (ITitles.Parent[] memory parents) {
        parents = new ITitles.Parent[](1);
        parents[0] = ITitles.Parent(parent, royalty);
    }

    /// @dev In the order that `Titles` asks for.
    function two(uint256 a, uint16 ofA, uint256 b, uint16 ofB) private pure returns (ITitles.Parent[] memory parents) {
        parents = new ITitles.Parent[](2);
        (parents[0], parents[1]) = (ITitles.Parent(a, ofA), ITitles.Parent(b, ofB));
        if (a > b) (parents[0], parents[1]) = (parents[1], parents[0]);
    }

    function list(uint256 licenseId) private pure returns (uint256[] memory licenses) {
        licenses = new uint256[](1);
        licenses[0] = licenseId;
    }

    /// @dev Bob's child of one parent.
    function childOf(IOffers.Terms memory t) private returns (uint256) {
        return register(BOB, CHILD, one(ID, t.royalty), list(take(ID, t)));
    }

    /// @dev Bob's child of two parents.
    function childOf(IOffers.Terms memory a, IOffers.Terms memory b) private returns (uint256) {
        uint256[] memory licenses = new uint256[](2);
        bool ordered = ID < uint256(OTHER);
        licenses[ordered ? 0 : 1] = take(ID, a);
        licenses[ordered ? 1 : 0] = take(uint256(OTHER), b);
        return register(BOB, CHILD, two(ID, a.royalty, uint256(OTHER), b.royalty), licenses);
    }

    function refuse(uint256 titleId, IOffers.Terms memory t, bytes32 member) private {
        vm.expectRevert(abi.encodeWithSelector(IOffers.Offers_BeyondParents.selector, titleId, member));
        vm.prank(BOB);
        offers.offer(titleId, t, IOffers.OfferState.Open);
    }

    // -------------------------------------------------------------------------------------------------- what is passed on

    function test_meet_O3_RevertWhen_TheRoyaltyIsLower() public {
        uint256 titleId = childOf(shareAlike(500), shareAlike(300));
        refuse(titleId, shareAlike(499), "royalty");
        offer(BOB, titleId, shareAlike(500));
        // Terms without derivatives owe none.
        offer(BOB, titleId, sale());
    }

    function withCredential(bytes32 claim) private view returns (IOffers.Terms memory t) {
        t = shareAlike(0);
        (t.issuer, t.claim) = (ISSUER, claim);
    }

    function test_meet_O3_RevertWhen_TheCredentialIsNotAskedFor() public {
        uint256 titleId = childOf(withCredential(CLAIM), shareAlike(0));
        (bool bound,,, IOffers.Duties memory duties) = offers.meetOf(titleId);
        vm.assertTrue(bound && !duties.clash, "bound");
        vm.assertEq(duties.issuer, ISSUER, "issuer");
        vm.assertEq(duties.claim, CLAIM, "claim");
        refuse(titleId, sale(), "issuer");
        IOffers.Terms memory t = guarded();
        t.claim = keccak256("another claim");
        refuse(titleId, t, "issuer");
        (t.claim, t.issuer) = (CLAIM, ALICE);
        refuse(titleId, t, "issuer");
        offer(BOB, titleId, guarded());
    }

    function test_meet_O3_NothingIsOfferedUnderTwoCredentials() public {
        uint256 titleId = childOf(withCredential(CLAIM), withCredential(keccak256("another claim")));
        refuse(titleId, guarded(), "issuer");
        (,,, IOffers.Duties memory duties) = offers.meetOf(titleId);
        vm.assertTrue(duties.clash, "clash");
    }

    function test_meet_O3_TheSameCredentialTwiceIsOne() public {
        offer(BOB, childOf(withCredential(CLAIM), withCredential(CLAIM)), guarded());
    }

    function test_meet_O3_RevertWhen_ALicenseWouldLastLonger() public {
        IOffers.Terms memory parent = shareAlike(0);
        parent.period = 30 days;
        uint256 titleId = childOf(parent, shareAlike(0));
        IOffers.Terms memory t = sale();
        refuse(titleId, t, "period");
        t.period = 30 days + 1;
        refuse(titleId, t, "period");
        t.period = 30 days;
        offer(BOB, titleId, t);
        // Periods can follow each other without end.
        t.payment = IOffers.Payment.Subscription;
        refuse(titleId, t, "payment");
    }

    function test_meet_O3_SubscriptionsUnderSubscriptions() public {
        IOffers.Terms memory parent = shareAlike(0);
        (parent.payment, parent.period) = (IOffers.Payment.Subscription, 30 days);
        IOffers.Terms memory t = subscription();
        uint256 titleId = childOf(parent);
        offer(BOB, titleId, t);
        t.period = 31 days;
        refuse(titleId, t, "period");
        refuse(titleId, sale(), "period");
    }

    function test_meet_O3_TheShorterTimeAndTheStricterKindOfTwo() public {
        IOffers.Terms memory a = shareAlike(0);
        (a.payment, a.period) = (IOffers.Payment.Subscription, 30 days);
        IOffers.Terms memory b = shareAlike(0);
        b.period = 90 days;
        uint256 titleId = childOf(a, b);
        (,,, IOffers.Duties memory duties) = offers.meetOf(titleId);
        vm.assertEq(duties.period, 30 days, "period");
        vm.assertTrue(!duties.renewable, "renewable");
        refuse(titleId, subscription(), "payment");
    }

    function test_meet_O3_DutiesGoOnThroughOnesOwnTitle() public {
        IOffers.Terms memory parent = withCredential(CLAIM);
        (parent.royalty, parent.period) = (500, 30 days);
        uint256 titleId = childOf(parent);
        pass(1);
        uint256 next = register(BOB, GRANDCHILD, one(titleId, 10_000), list(0));
        (,,, IOffers.Duties memory of_) = offers.meetOf(titleId);
        (bool bound,,, IOffers.Duties memory duties) = offers.meetOf(next);
        vm.assertTrue(bound, "bound");
        vm.assertEq(keccak256(abi.encode(duties)), keccak256(abi.encode(of_)), "duties");
    }

    // ----------------------------------------------------------------------------------------------------- own children

    function unpaid(uint256 parent, uint256 stated) private {
        vm.expectRevert(abi.encodeWithSelector(IOffers.Offers_AncestorUnpaid.selector, parent, ID, 500 * 1e8, stated));
    }

    function test_register_O6_RevertWhen_AnOwnChildWouldShedRoyalties() public {
        uint256 titleId = childOf(derivable(500));
        pass(1);
        unpaid(titleId, 0);
        register(BOB, GRANDCHILD, one(titleId, 0), list(0));
        unpaid(titleId, 9_999 * 500 * 1e4);
        register(BOB, GRANDCHILD, one(titleId, 9_999), list(0));
        register(BOB, GRANDCHILD, one(titleId, 10_000), list(0));
        (uint256[] memory ancestors, uint256[] memory parts) = royalties.vectorOf(uint256(GRANDCHILD));
        vm.assertEq(ancestors.length, 2, "ancestors");
        vm.assertEq(parts[ancestors[0] == ID ? 0 : 1], 500 * 1e8, "Alice's");
    }

    /// @dev The ancestor named beside the own title: no more than the title itself pays.
    function test_register_O6_AnOwnChildThatStatesTheEdgeAgain() public {
        uint256 titleId = childOf(derivable(500));
        pass(1);
        uint256[] memory none = new uint256[](2);
        unpaid(titleId, 499 * 1e8);
        register(BOB, GRANDCHILD, two(titleId, 0, ID, 499), none);
        register(BOB, GRANDCHILD, two(titleId, 0, ID, 500), none);
        (, uint256[] memory parts) = royalties.vectorOf(uint256(GRANDCHILD));
        vm.assertEq(parts.length, 1, "ancestors");
        vm.assertEq(parts[0], 500 * 1e8, "Alice's");
    }

    /// @dev However many registrations deep.
    function testFuzz_register_O6_NoDepthSheds(uint256 seed) public {
        uint256 titleId = childOf(derivable(500));
        for (uint256 i = 0; i < 5; ++i) {
            pass(1);
            bytes32 next = keccak256(abi.encode("descendant", i));
            uint16 royalty = uint16(draw(seed, i) % 10_001);
            if (royalty != 10_000) {
                vm.expectRevert();
                register(BOB, next, one(titleId, royalty), list(0));
            }
            uint256[] memory none = new uint256[](2);
            titleId = draw(seed, 9 + i) % 2 == 0
                ? register(BOB, next, one(titleId, 10_000), list(0))
                : register(BOB, next, two(titleId, 0, ID, 500), none);
            (uint256[] memory ancestors, uint256[] memory parts) = royalties.vectorOf(titleId);
            for (uint256 j = 0; j < parts.length; ++j) {
                if (ancestors[j] == ID) vm.assertTrue(parts[j] >= 500 * 1e8, "Alice's");
            }
        }
    }

    /// @dev What one owes oneself one may forgo: Bob's own grandchild need not pay his own child.
    function test_register_O6_OfOnesOwnAncestors() public {
        uint256 titleId = childOf(derivable(500));
        pass(1);
        uint256 next = register(BOB, GRANDCHILD, one(titleId, 10_000), list(0));
        pass(1);
        register(BOB, keccak256("the next"), two(next, 0, ID, 500), new uint256[](2));
    }

    function test_register_O6_AnOwnTitleThatOwesNothing() public {
        uint256 titleId = childOf(derivable(0));
        pass(1);
        register(BOB, GRANDCHILD, one(titleId, 0), list(0));
    }

    // ------------------------------------------------------------------------------------------------- bound by its use

    function test_transfer_L4_RevertWhen_ADerivativeHangsOnIt() public {
        IOffers.Terms memory t = derivable(0);
        t.rights |= TermsCodec.TRANSFERABLE;
        uint256 licenseId = take(ID, t);
        vm.expectEmit();
        emit ILicensing.LicenseBound(licenseId);
        register(BOB, CHILD, one(ID, 0), list(licenseId));
        vm.expectRevert(abi.encodeWithSelector(ILicensing.Licensing_Soulbound.selector, licenseId));
        vm.prank(BOB);
        licensing.transferFrom(BOB, THIEF, licenseId);
        // Its holder uses it again.
        pass(1);
        register(BOB, GRANDCHILD, one(ID, 0), list(licenseId));
        vm.assertTrue(licensing.isLicensed(ID, BOB, 56, 0, 1, time()), "licensed");
    }

    function test_bind_RevertWhen_TheCallerIsNotOffers() public {
        vm.expectRevert(abi.encodeWithSelector(ILicensing.Licensing_NotAllowed.selector, BOB));
        vm.prank(BOB);
        licensing.bind(1);
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ILicensing} from "../../src/Licensing/ILicensing.sol";
import {IOffers} from "../../src/Licensing/IOffers.sol";
import {TermsCodec} from "../../src/Licensing/TermsCodec.sol";
import {ITitles} from "../../src/Titles/ITitles.sol";
import {TitlesFixture} from "../Titles/TitlesFixture.t.sol";
import {Token} from "../Tokens/Token.t.sol";

/// @dev Titles with terms on offer, an honest token, and accounts that have it and have allowed `Royalties` to take it.
abstract contract LicensingFixture is TitlesFixture {
    uint256 internal constant DE = 1 << 56;
    uint256 internal constant FR = 1 << 74;
    uint256 internal constant JP = 1 << 113;
    uint48 internal constant RESEARCH = 1;
    uint48 internal constant MEDICAL = 1 << 4;
    uint24 internal constant PERSONAL = 1 << 1;
    uint128 internal constant PRICE = 49e6;

    Token internal token;
    ILicensing.Credential internal noCredential;
    ILicensing.Permit internal noPermit;
    uint256[] internal noLicenses;

    function setUp() public virtual override {
        super.setUp();
        token = Token(vm.deployCode("out/Token.t.sol/Token.json", abi.encode(6)));
        for (uint256 i = 0; i < 3; ++i) {
            fund([ALICE, BOB, THIEF][i]);
        }
    }

    function fund(address account) internal {
        token.mint(account, 1e15);
        vm.prank(account);
        token.approve(address(royalties), type(uint256).max);
    }

    /// @dev A plain sale for ever, worldwide, for every field and type of data.
    function sale() internal view returns (IOffers.Terms memory t) {
        t.currency = address(token);
        t.price = PRICE;
        t.payment = IOffers.Payment.OneTime;
        t.rights = TermsCodec.COMMERCIAL;
        t.territories = TermsCodec.WORLDWIDE;
        t.fields = TermsCodec.ALL_FIELDS;
        t.dataTypes = TermsCodec.ALL_DATA_TYPES;
        t.legalText = keccak256("the words");
    }

    function subscription() internal view returns (IOffers.Terms memory t) {
        t = sale();
        t.payment = IOffers.Payment.Subscription;
        t.period = 30 days;
        t.grace = 3 days;
    }

    function derivable(uint16 royalty) internal view returns (IOffers.Terms memory t) {
        t = sale();
        t.rights |= TermsCodec.DERIVATIVES;
        t.royalty = royalty;
    }

    function shareAlike(uint16 royalty) internal view returns (IOffers.Terms memory t) {
        t = derivable(royalty);
        t.rights |= TermsCodec.SHARE_ALIKE;
    }

    function scope(uint256 territories, uint48 fields, uint24 dataTypes) internal pure returns (IOffers.Scope memory) {
        return IOffers.Scope(territories, fields, dataTypes);
    }

    function everything() internal pure returns (IOffers.Scope memory) {
        return scope(TermsCodec.WORLDWIDE, TermsCodec.ALL_FIELDS, TermsCodec.ALL_DATA_TYPES);
    }

    function offer(address holder, uint256 titleId, IOffers.Terms memory t) internal returns (bytes32) {
        vm.prank(holder);
        return offers.offer(titleId, t, IOffers.OfferState.Open);
    }

    function order(uint256 titleId, bytes32 termsId, address receiver, IOffers.Scope memory s)
        internal
        pure
        returns (ILicensing.Order memory)
    {
        return ILicensing.Order(titleId, termsId, receiver, s, 1, type(uint256).max);
    }

    function buy(address buyer, uint256 titleId, bytes32 termsId, IOffers.Scope memory s) internal returns (uint256) {
        vm.prank(buyer);
        return licensing.buy(order(titleId, termsId, buyer, s), noCredential, noPermit);
    }

    /// @dev Registered by `owner` on a license of each parent's, all with the same royalty.
    function derive(address owner, bytes32 fingerprint, uint256[] memory parents, IOffers.Terms memory t)
        internal
        returns (uint256 titleId)
    {
        uint256[] memory licenses = new uint256[](parents.length);
        ITitles.Registration memory r = statement(fingerprint);
        r.parents = new ITitles.Parent[](parents.length);
        for (uint256 i = 0; i < parents.length; ++i) {
            licenses[i] = buy(owner, parents[i], offer(titles.ownerOf(parents[i]), parents[i], t), everything());
            r.parents[i] = ITitles.Parent(parents[i], t.royalty);
        }
        vm.prank(owner);
        return offers.register(r, noProof, licenses, new IOffers.Terms[](0));
    }
}

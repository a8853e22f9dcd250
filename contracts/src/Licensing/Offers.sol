// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {SSTORE2} from "solady/utils/SSTORE2.sol";
import {Neighbors} from "../Primitives/Neighbors.sol";
import {IRoyalties} from "../Royalties/IRoyalties.sol";
import {ITitles} from "../Titles/ITitles.sol";
import {ILicensing} from "./ILicensing.sol";
import {IOffers} from "./IOffers.sol";
import {TermsCodec} from "./TermsCodec.sol";

/// @title Offers
/// @dev Invariants (docs/invariants.md):
/// O1 terms never change, and their id is their digest. O2 no more licenses than supply and account limit allow. O3 what a
/// share-alike descendant offers lies within what its parents' licenses allow. O4 an edge is licensed only by a license that
/// was the registrant's, allowed derivatives and counted at that moment, and bears at least its royalty.
/// O5 only a title's holder makes and changes its offers.
///
/// Nobody owns or administers this contract; it holds no money; it calls nobody but its neighbors, which call nobody for it.
/// One contract with `Licensing` but for the limit of 24,576 bytes (EIP-170).
contract Offers is IOffers {
    /// @dev One slot: packed terms (160 bits) | sold (32) | epoch (40) | state (8).
    struct Offer {
        address terms;
        uint32 sold;
        uint40 epoch;
        OfferState state;
    }

    /// @dev Fields (48 bits) | data types (24) | rights (8) | epoch (40) | whether it binds (8) | whether it is for the whole
    /// world (8); if not, the territories take a second slot.
    struct Meet {
        uint48 fields;
        uint24 dataTypes;
        uint8 rights;
        uint40 epoch;
        bool bound;
        bool worldwide;
        uint256 territories;
    }

    ITitles private immutable TITLES;
    IRoyalties private immutable ROYALTIES;
    ILicensing private immutable LICENSING;

    mapping(uint256 titleId => mapping(bytes32 termsId => Offer)) private _offers;
    /// @dev By epoch (bits from 160 up) and account: what a take-over voids counts no more.
    mapping(uint256 titleId => mapping(bytes32 termsId => mapping(uint256 accountInEpoch => uint256))) private _bought;
    mapping(uint256 titleId => Meet) private _meets;

    /// @dev Created by a `Foundation`, from whose address its neighbors' follow.
    constructor() {
        TITLES = ITitles(Neighbors.at(msg.sender, Neighbors.TITLES));
        ROYALTIES = IRoyalties(Neighbors.at(msg.sender, Neighbors.ROYALTIES));
        LICENSING = ILicensing(Neighbors.at(msg.sender, Neighbors.LICENSING));
    }

    // ----------------------------------------------------------------------------------------------------------- terms

    /// @inheritdoc IOffers
    function offer(uint256 titleId, Terms calldata terms, OfferState state) external returns (bytes32 termsId) {
        return _offer(titleId, terms, state, _requireHolder(titleId));
    }

    /// @inheritdoc IOffers
    function setOffer(uint256 titleId, bytes32 termsId, OfferState state) external {
        // Checks.
        uint64 epoch = _requireHolder(titleId);
        Offer storage offer_ = _offers[titleId][termsId];
        if (offer_.state == OfferState.None || offer_.epoch != epoch || state == OfferState.None) {
            revert Offers_NoOffer(titleId, termsId);
        }
        // Effects.
        offer_.state = state;
        emit OfferChanged(titleId, termsId, state);
    }

    function _offer(uint256 titleId, Terms memory terms, OfferState state, uint64 epoch)
        private
        returns (bytes32 termsId)
    {
        // Checks.
        TermsCodec.requireSound(terms);
        if (state != OfferState.Open && state != OfferState.Closed) revert Offers_BadTerms("state");
        _requireWithin(_readMeet(titleId), epoch, titleId, terms);
        // Effects.
        termsId = TermsCodec.id(terms);
        Offer memory old = _offers[titleId][termsId];
        _offers[titleId][termsId] = Offer({
            terms: old.terms == address(0) ? SSTORE2.write(TermsCodec.pack(titleId, terms)) : old.terms,
            sold: old.epoch == epoch ? old.sold : 0,
            epoch: uint40(epoch),
            state: state
        });
        emit TermsOffered(titleId, termsId, terms, state);
    }

    function _requireHolder(uint256 titleId) private view returns (uint64 epoch) {
        uint256 resolved;
        address holder;
        (resolved, holder, epoch,) = TITLES.rightsIn(bytes32(titleId));
        if (resolved != titleId || holder != msg.sender) revert Offers_NotHolder(titleId, msg.sender);
    }

    /// @dev The one rule of share-alike: no right, place, field or type of data that the parents' licenses don't give; and the
    /// same duty for the next.
    function _requireWithin(Meet memory meet, uint64 epoch, uint256 titleId, Terms memory terms) private pure {
        if (!meet.bound || meet.epoch != epoch) return;
        bytes32 beyond;
        if (terms.territories & ~meet.territories != 0) beyond = "territories";
        if (terms.fields & ~meet.fields != 0) beyond = "fields";
        if (terms.dataTypes & ~meet.dataTypes != 0) beyond = "dataTypes";
        uint8 duties = meet.rights & TermsCodec.ATTRIBUTION;
        if (terms.rights & TermsCodec.DERIVATIVES != 0) duties |= TermsCodec.SHARE_ALIKE;
        if (terms.rights & TermsCodec.COMMERCIAL & ~meet.rights != 0 || duties & ~terms.rights != 0) beyond = "rights";
        if (beyond != 0) revert Offers_BeyondParents(titleId, beyond);
    }

    // -------------------------------------------------------------------------------------------------------- register

    /// @inheritdoc IOffers
    function register(
        ITitles.Registration calldata registration,
        bytes32[] calldata proof,
        uint256[] calldata licenses,
        Terms[] calldata offers
    ) external returns (uint256 titleId) {
        // Checks.
        uint256 count = registration.parents.length;
        if (licenses.length != count) revert Offers_LicensesMismatch(count, licenses.length);
        uint256[] memory parents = new uint256[](count);
        uint256[] memory bonds = new uint256[](count);
        uint16[] memory royalties = new uint16[](count);
        Meet memory meet;
        for (uint256 i = 0; i < count; ++i) {
            (parents[i], royalties[i]) = (registration.parents[i].title, registration.parents[i].royalty);
            bonds[i] = _requireBond(parents[i], royalties[i], licenses[i], meet);
        }
        // Effects. `Titles` and `Royalties` call nobody in turn.
        titleId = TITLES.registerFor(msg.sender, registration, proof, 0, "");
        uint64 epoch = TITLES.epochOf(titleId);
        if (count != 0) ROYALTIES.bind(titleId, parents, royalties);
        if (meet.bound) {
            meet.epoch = uint40(epoch);
            _writeMeet(titleId, meet);
        }
        if (count != 0) emit LineageLicensed(titleId, parents, bonds);
        for (uint256 i = 0; i < offers.length; ++i) {
            _offer(titleId, offers[i], OfferState.Open, epoch);
        }
    }

    /// @dev What binds a new title to a parent; narrows `meet` by a share-alike license, or by an own parent's meet.
    function _requireBond(uint256 parent, uint256 royalty, uint256 licenseId, Meet memory meet)
        private
        view
        returns (uint256 bond)
    {
        (, address holder, uint64 epoch,) = TITLES.rightsIn(bytes32(parent));
        if (holder == msg.sender) {
            // What binds a title binds what its own holder derives from it.
            Meet memory own = _readMeet(parent);
            Scope memory left = Scope(own.territories, own.fields, own.dataTypes);
            if (own.bound && own.epoch == epoch) _narrow(meet, left, own.rights);
            return type(uint256).max;
        }
        if (licenseId == 0) return 0;
        (address licensee, address pointer, uint64 counts, bool current, Scope memory scope) =
            LICENSING.bondOf(licenseId);
        if (licensee != msg.sender || !current || counts != epoch) revert Offers_NotLicensed(parent, licenseId);
        (uint256 titleId, Terms memory terms) = TermsCodec.read(pointer);
        if (titleId != parent) revert Offers_NotLicensed(parent, licenseId);
        if (terms.rights & TermsCodec.DERIVATIVES == 0) revert Offers_NoDerivatives(parent, licenseId);
        if (royalty < terms.royalty) revert Offers_RoyaltyTooLow(parent, terms.royalty, royalty);
        if (terms.rights & TermsCodec.SHARE_ALIKE != 0) _narrow(meet, scope, terms.rights);
        return licenseId;
    }

    function _writeMeet(uint256 titleId, Meet memory meet) private {
        Meet storage stored = _meets[titleId];
        meet.worldwide = meet.territories == TermsCodec.WORLDWIDE;
        (stored.fields, stored.dataTypes, stored.rights) = (meet.fields, meet.dataTypes, meet.rights);
        (stored.epoch, stored.bound, stored.worldwide) = (meet.epoch, true, meet.worldwide);
        if (!meet.worldwide) stored.territories = meet.territories;
    }

    function _readMeet(uint256 titleId) private view returns (Meet memory meet) {
        Meet storage stored = _meets[titleId];
        (meet.fields, meet.dataTypes, meet.rights) = (stored.fields, stored.dataTypes, stored.rights);
        (meet.epoch, meet.bound, meet.worldwide) = (stored.epoch, stored.bound, stored.worldwide);
        if (meet.bound) meet.territories = meet.worldwide ? TermsCodec.WORLDWIDE : stored.territories;
    }

    function _narrow(Meet memory meet, Scope memory scope, uint8 rights) private pure {
        if (!meet.bound) {
            (meet.territories, meet.fields, meet.dataTypes) = (scope.territories, scope.fields, scope.dataTypes);
            (meet.rights, meet.bound) = (rights, true);
            return;
        }
        meet.territories &= scope.territories;
        meet.fields &= scope.fields;
        meet.dataTypes &= scope.dataTypes;
        // A right needs all parents; a duty needs one.
        meet.rights = (meet.rights & rights & TermsCodec.COMMERCIAL) | ((meet.rights | rights) & ~TermsCodec.COMMERCIAL);
    }

    // ------------------------------------------------------------------------------------------------------- licensing

    /// @inheritdoc IOffers
    function take(uint256 titleId, bytes32 termsId, address receiver, bool byVoucher)
        external
        returns (address pointer, uint64 epoch, bool final_)
    {
        // Checks.
        if (msg.sender != address(LICENSING)) revert Offers_NotAllowed(msg.sender);
        uint256 resolved;
        (resolved,, epoch, final_) = TITLES.rightsIn(bytes32(titleId));
        Offer memory offer_ = _offers[titleId][termsId];
        if (resolved != titleId || offer_.state == OfferState.None || offer_.epoch != epoch) {
            revert Offers_NoOffer(titleId, termsId);
        }
        if (offer_.state != OfferState.Open && !(byVoucher && offer_.state == OfferState.Closed)) {
            revert Offers_NotOpen(titleId, termsId, offer_.state);
        }
        pointer = offer_.terms;
        (, Terms memory terms) = TermsCodec.read(pointer);
        bool early = block.timestamp < terms.saleStart;
        if (!byVoucher && (early || (terms.saleEnd != 0 && block.timestamp >= terms.saleEnd))) {
            revert Offers_NotOnSale(terms.saleStart, terms.saleEnd);
        }
        if (terms.supply != 0 && offer_.sold >= terms.supply) revert Offers_SoldOut(terms.supply);
        // Effects.
        _offers[titleId][termsId].sold = offer_.sold + 1;
        if (terms.perAccount == 0) return (pointer, epoch, final_);
        uint256 accountInEpoch = uint256(epoch) << 160 | uint160(receiver);
        uint256 bought = _bought[titleId][termsId][accountInEpoch];
        if (bought >= terms.perAccount) revert Offers_AccountLimit(receiver, terms.perAccount);
        _bought[titleId][termsId][accountInEpoch] = bought + 1;
    }

    // ----------------------------------------------------------------------------------------------------------- views

    /// @inheritdoc IOffers
    function offerAt(uint256 titleId, bytes32 termsId)
        external
        view
        returns (address pointer, uint64 epoch, OfferState state)
    {
        Offer memory offer_ = _offers[titleId][termsId];
        return (offer_.terms, offer_.epoch, offer_.state);
    }

    /// @inheritdoc IOffers
    function termsOf(uint256 titleId, bytes32 termsId) external view returns (Terms memory terms) {
        address pointer = _offers[titleId][termsId].terms;
        if (pointer == address(0)) revert Offers_NoOffer(titleId, termsId);
        (, terms) = TermsCodec.read(pointer);
    }

    /// @inheritdoc IOffers
    function offerOf(uint256 titleId, bytes32 termsId) external view returns (OfferState state, uint32 sold) {
        (uint256 resolved,, uint64 epoch,) = TITLES.rightsIn(bytes32(titleId));
        Offer memory offer_ = _offers[titleId][termsId];
        if (resolved == titleId && offer_.epoch == epoch) return (offer_.state, offer_.sold);
    }

    /// @inheritdoc IOffers
    function meetOf(uint256 titleId) external view returns (bool bound, Scope memory scope, uint8 rights) {
        Meet memory meet = _readMeet(titleId);
        if (!meet.bound || meet.epoch != TITLES.epochOf(titleId)) return (false, scope, 0);
        return (true, Scope(meet.territories, meet.fields, meet.dataTypes), meet.rights);
    }
}

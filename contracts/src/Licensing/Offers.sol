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
/// O5 only a title's holder makes and changes its offers. O6 a child of one's own title owes each ancestor of others at least
/// what that title owes it. O7 while a title is disputed nothing new is offered, sold, granted or derived of it.
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
    /// world (8) | royalty (16) | period (32) | whether subscriptions may be sold (8) | whether credentials clash (8) | whether
    /// one is asked for (8); territories that aren't the whole world, and terms that name the credential, take a slot each.
    struct Meet {
        uint48 fields;
        uint24 dataTypes;
        uint8 rights;
        uint40 epoch;
        bool bound;
        bool worldwide;
        uint16 royalty;
        uint32 period;
        bool renewable;
        bool clash;
        bool credentialed;
        uint256 territories;
        address credential;
    }

    /// @dev The bond to a parent that the registrant holds himself.
    uint256 private constant OWN = type(uint256).max;

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
        (uint64 epoch, bool disputed) = _requireHolder(titleId);
        if (disputed) revert Offers_Disputed(titleId);
        return _offer(titleId, terms, state, epoch);
    }

    /// @inheritdoc IOffers
    function setOffer(uint256 titleId, bytes32 termsId, OfferState state) external {
        // Checks.
        (uint64 epoch, bool disputed) = _requireHolder(titleId);
        Offer storage offer_ = _offers[titleId][termsId];
        if (offer_.state == OfferState.None || offer_.epoch != epoch || state == OfferState.None) {
            revert Offers_NoOffer(titleId, termsId);
        }
        if (disputed && state == OfferState.Open) revert Offers_Disputed(titleId);
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

    function _requireHolder(uint256 titleId) private view returns (uint64 epoch, bool disputed) {
        uint256 resolved;
        address holder;
        (resolved, holder, epoch,, disputed) = TITLES.rightsIn(bytes32(titleId));
        if (resolved != titleId || holder != msg.sender) revert Offers_NotHolder(titleId, msg.sender);
    }

    /// @dev The one rule of share-alike: no right, place, field, type of data or time that the parents' licenses don't give; and
    /// the same duties for the next.
    function _requireWithin(Meet memory meet, uint64 epoch, uint256 titleId, Terms memory terms) private view {
        if (!meet.bound || meet.epoch != epoch) return;
        bytes32 beyond;
        if (terms.territories & ~meet.territories != 0) beyond = "territories";
        if (terms.fields & ~meet.fields != 0) beyond = "fields";
        if (terms.dataTypes & ~meet.dataTypes != 0) beyond = "dataTypes";
        uint8 duties = meet.rights & TermsCodec.ATTRIBUTION;
        bool derives = terms.rights & TermsCodec.DERIVATIVES != 0;
        if (derives) duties |= TermsCodec.SHARE_ALIKE;
        if (terms.rights & TermsCodec.COMMERCIAL & ~meet.rights != 0 || duties & ~terms.rights != 0) beyond = "rights";
        if (derives && terms.royalty < meet.royalty) beyond = "royalty";
        if (meet.period != 0) {
            if (terms.period == 0 || terms.period > meet.period) beyond = "period";
            if (terms.payment == Payment.Subscription && !meet.renewable) beyond = "payment";
        }
        if (meet.clash || (meet.credentialed && !_sameCredential(meet.credential, terms))) beyond = "issuer";
        if (beyond != 0) revert Offers_BeyondParents(titleId, beyond);
    }

    function _sameCredential(address pointer, Terms memory terms) private view returns (bool) {
        (, Terms memory asking) = TermsCodec.read(pointer);
        return asking.issuer == terms.issuer && asking.claim == terms.claim;
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
        // Effects. `Titles`, `Royalties` and `Licensing` call nobody in turn.
        titleId = TITLES.registerFor(msg.sender, registration, proof, 0, "");
        uint64 epoch = meet.bound || offers.length != 0 ? TITLES.epochOf(titleId) : 0;
        if (count != 0) {
            ROYALTIES.bind(titleId, parents, royalties);
            _requirePaid(titleId, parents, bonds);
            emit LineageLicensed(titleId, parents, bonds);
        }
        if (meet.bound) {
            meet.epoch = uint40(epoch);
            _writeMeet(titleId, meet);
        }
        for (uint256 i = 0; i < offers.length; ++i) {
            _offer(titleId, offers[i], OfferState.Open, epoch);
        }
    }

    /// @dev What binds a new title to a parent; narrows `meet` by a share-alike license, or by an own parent's meet.
    function _requireBond(uint256 parent, uint256 royalty, uint256 licenseId, Meet memory meet)
        private
        returns (uint256 bond)
    {
        (, address holder, uint64 epoch,, bool disputed) = TITLES.rightsIn(bytes32(parent));
        if (disputed && (holder == msg.sender || licenseId != 0)) revert Offers_Disputed(parent);
        if (holder == msg.sender) {
            // What binds a title binds what its own holder derives from it.
            Meet memory own = _readMeet(parent);
            if (own.bound && own.epoch == epoch) _narrow(meet, own);
            return OWN;
        }
        if (licenseId == 0) return 0;
        (address licensee, address pointer, uint64 counts, bool current, Scope memory scope) =
            LICENSING.bondOf(licenseId);
        if (licensee != msg.sender || !current || counts != epoch) revert Offers_NotLicensed(parent, licenseId);
        (uint256 titleId, Terms memory terms) = TermsCodec.read(pointer);
        if (titleId != parent) revert Offers_NotLicensed(parent, licenseId);
        if (terms.rights & TermsCodec.DERIVATIVES == 0) revert Offers_NoDerivatives(parent, licenseId);
        if (royalty < terms.royalty) revert Offers_RoyaltyTooLow(parent, terms.royalty, royalty);
        if (terms.rights & TermsCodec.SHARE_ALIKE != 0) _narrow(meet, _meetOf(pointer, scope, terms));
        if (terms.rights & TermsCodec.TRANSFERABLE != 0) LICENSING.bind(licenseId);
        return licenseId;
    }

    /// @dev A child of one's own title owes each ancestor of others at least what the title owes it: else one registration more would
    /// shed royalties. Exact: a parent passed on in whole, and an edge stated again, give the same parts.
    function _requirePaid(uint256 titleId, uint256[] memory parents, uint256[] memory bonds) private view {
        uint256[] memory ancestors;
        uint256[] memory parts;
        bool known;
        for (uint256 i = 0; i < parents.length; ++i) {
            if (bonds[i] != OWN) continue;
            (uint256[] memory owed, uint256[] memory owedParts) = ROYALTIES.vectorOf(parents[i]);
            if (owed.length != 0 && !known) {
                (ancestors, parts) = ROYALTIES.vectorOf(titleId);
                known = true;
            }
            for (uint256 j = 0; j < owed.length; ++j) {
                uint256 stated = _partOf(owed[j], ancestors, parts);
                if (stated >= owedParts[j]) continue;
                (, address payee,,,) = TITLES.rightsIn(bytes32(owed[j]));
                // Whoever holds the ancestor too may forgo what he owes himself.
                if (payee != msg.sender) revert Offers_AncestorUnpaid(parents[i], owed[j], owedParts[j], stated);
            }
        }
    }

    function _partOf(uint256 ancestor, uint256[] memory ancestors, uint256[] memory parts)
        private
        pure
        returns (uint256)
    {
        for (uint256 i = 0; i < ancestors.length; ++i) {
            if (ancestors[i] == ancestor) return parts[i];
        }
        return 0;
    }

    // ----------------------------------------------------------------------------------------------------- share-alike

    function _writeMeet(uint256 titleId, Meet memory meet) private {
        Meet storage stored = _meets[titleId];
        meet.worldwide = meet.territories == TermsCodec.WORLDWIDE;
        (stored.fields, stored.dataTypes, stored.rights) = (meet.fields, meet.dataTypes, meet.rights);
        (stored.epoch, stored.bound, stored.worldwide) = (meet.epoch, true, meet.worldwide);
        (stored.royalty, stored.period, stored.renewable) = (meet.royalty, meet.period, meet.renewable);
        (stored.clash, stored.credentialed) = (meet.clash, meet.credentialed);
        if (!meet.worldwide) stored.territories = meet.territories;
        if (meet.credentialed) stored.credential = meet.credential;
    }

    function _readMeet(uint256 titleId) private view returns (Meet memory meet) {
        Meet storage stored = _meets[titleId];
        (meet.fields, meet.dataTypes, meet.rights) = (stored.fields, stored.dataTypes, stored.rights);
        (meet.epoch, meet.bound, meet.worldwide) = (stored.epoch, stored.bound, stored.worldwide);
        if (!meet.bound) return meet;
        (meet.royalty, meet.period, meet.renewable) = (stored.royalty, stored.period, stored.renewable);
        (meet.clash, meet.credentialed) = (stored.clash, stored.credentialed);
        meet.territories = meet.worldwide ? TermsCodec.WORLDWIDE : stored.territories;
        if (meet.credentialed) meet.credential = stored.credential;
    }

    /// @dev What one share-alike license leaves.
    function _meetOf(address pointer, Scope memory scope, Terms memory terms) private pure returns (Meet memory meet) {
        (meet.territories, meet.fields, meet.dataTypes) = (scope.territories, scope.fields, scope.dataTypes);
        (meet.rights, meet.royalty, meet.period) = (terms.rights, terms.royalty, terms.period);
        meet.renewable = terms.payment == Payment.Subscription;
        if (terms.issuer != address(0)) (meet.credentialed, meet.credential) = (true, pointer);
    }

    /// @dev Narrows `meet` by another; the epoch is its own.
    function _narrow(Meet memory meet, Meet memory by) private view {
        if (!meet.bound) {
            (meet.bound, meet.territories, meet.fields, meet.dataTypes) =
            (true, TermsCodec.WORLDWIDE, by.fields, by.dataTypes);
            meet.rights = by.rights;
        }
        meet.territories &= by.territories;
        meet.fields &= by.fields;
        meet.dataTypes &= by.dataTypes;
        // A right needs all parents; a duty needs one.
        meet.rights =
            (meet.rights & by.rights & TermsCodec.COMMERCIAL) | ((meet.rights | by.rights) & ~TermsCodec.COMMERCIAL);
        if (by.royalty > meet.royalty) meet.royalty = by.royalty;
        if (by.period != 0) {
            meet.renewable = by.renewable && (meet.period == 0 || meet.renewable);
            if (meet.period == 0 || by.period < meet.period) meet.period = by.period;
        }
        if (by.clash) meet.clash = true;
        if (!by.credentialed) return;
        if (!meet.credentialed) {
            (meet.credentialed, meet.credential) = (true, by.credential);
            return;
        }
        (, Terms memory asking) = TermsCodec.read(by.credential);
        if (!_sameCredential(meet.credential, asking)) meet.clash = true;
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
        bool disputed;
        (resolved,, epoch, final_, disputed) = TITLES.rightsIn(bytes32(titleId));
        Offer memory offer_ = _offers[titleId][termsId];
        if (resolved != titleId || offer_.state == OfferState.None || offer_.epoch != epoch) {
            revert Offers_NoOffer(titleId, termsId);
        }
        if (disputed) revert Offers_Disputed(titleId);
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
        (uint256 resolved,, uint64 epoch,,) = TITLES.rightsIn(bytes32(titleId));
        Offer memory offer_ = _offers[titleId][termsId];
        if (resolved == titleId && offer_.epoch == epoch) return (offer_.state, offer_.sold);
    }

    /// @inheritdoc IOffers
    function meetOf(uint256 titleId)
        external
        view
        returns (bool bound, Scope memory scope, uint8 rights, Duties memory duties)
    {
        Meet memory meet = _readMeet(titleId);
        if (!meet.bound || meet.epoch != TITLES.epochOf(titleId)) return (false, scope, 0, duties);
        (bound, scope, rights) = (true, Scope(meet.territories, meet.fields, meet.dataTypes), meet.rights);
        (duties.royalty, duties.period) = (meet.royalty, meet.period);
        (duties.renewable, duties.clash) = (meet.renewable, meet.clash);
        if (!meet.credentialed) return (bound, scope, rights, duties);
        (, Terms memory asking) = TermsCodec.read(meet.credential);
        (duties.issuer, duties.claim) = (asking.issuer, asking.claim);
    }
}

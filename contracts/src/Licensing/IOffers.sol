// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ITitles} from "../Titles/ITitles.sol";

/// @title Offers: on which terms an asset may be used, and what its descendants owe
/// @notice A title's holder offers terms; `Licensing` sells licenses on them. Terms never change: their id is their digest.
/// Titles that descend from others are registered here, with the licenses that allow it: that binds their income to their
/// parents', and under share-alike what they may offer in turn.
///
/// Territories, fields of use and data types are sets, a bit each, by the frozen tables of docs/formats.md.
interface IOffers {
    /// @notice How a license is paid for. The order is part of the ABI.
    enum Payment {
        Free,
        OneTime,
        Subscription,
        Metered
    }

    /// @notice What a holder offers. `keccak256(abi.encode(TERMS_TYPEHASH, terms))`, its EIP-712 struct hash, is its id.
    /// @param currency ERC-20; zero for native.
    /// @param price Per license, or per period for subscriptions; in the currency's smallest units. Metered: once, at
    /// the start. Zero if free.
    /// @param payment How it is paid for.
    /// @param period Seconds. Of one subscription period; otherwise how long a license lasts, 0 for ever.
    /// @param grace Seconds after expiry in which a renewal joins on; the right itself ends at expiry. Subscriptions only.
    /// @param unitPrice Metered: per unit, in the currency's smallest units.
    /// @param unit Metered: the unit's name in UTF-8, padded with zeros.
    /// @param supply Licenses in all; 0 for any number.
    /// @param perAccount Licenses bought for one account; 0 for any number.
    /// @param saleStart Seconds since 1970 from which it is sold; 0 for now.
    /// @param saleEnd Seconds since 1970 until which, exclusive; 0 for ever.
    /// @param rights Bits: 1 commercial use, 2 derivatives, 4 share-alike, 8 attribution required, 16 transferable.
    /// @param royalty Of a derivative's income, in parts per 10,000.
    /// @param territories ISO 3166-1 countries, 249 bits; not empty.
    /// @param fields Fields of use, 40 bits; not empty.
    /// @param dataTypes Types of data that the asset may be applied to, 20 bits; not empty.
    /// @param issuer Whose credential a licensee needs; zero for none.
    /// @param claim Keccak-256 of the claim's name; zero if and only if no issuer.
    /// @param legalText SHA-256 of the legal text; not zero.
    struct Terms {
        address currency;
        uint128 price;
        Payment payment;
        uint32 period;
        uint32 grace;
        uint128 unitPrice;
        bytes32 unit;
        uint32 supply;
        uint32 perAccount;
        uint40 saleStart;
        uint40 saleEnd;
        uint8 rights;
        uint16 royalty;
        uint256 territories;
        uint48 fields;
        uint24 dataTypes;
        address issuer;
        bytes32 claim;
        bytes32 legalText;
    }

    /// @notice An offer's state. The order is part of the ABI. Open: sold to anybody. Closed: granted by voucher only.
    enum OfferState {
        None,
        Open,
        Closed
    }

    /// @notice What a license is for; each set within its terms'.
    struct Scope {
        uint256 territories;
        uint48 fields;
        uint24 dataTypes;
    }

    /// @notice What share-alike parents ask of a title's terms, besides their scope and rights.
    /// @param royalty What terms that allow derivatives must ask of them at least, in parts per 10,000.
    /// @param period Seconds that a license, or a subscription's period, may last at most; 0 for any time.
    /// @param renewable With a period: whether subscriptions may be sold.
    /// @param issuer Whose credential licensees need; zero for none.
    /// @param claim Keccak-256 of the claim's name.
    /// @param clash Whether parents ask for different credentials: then nothing can be offered.
    struct Duties {
        uint16 royalty;
        uint32 period;
        bool renewable;
        address issuer;
        bytes32 claim;
        bool clash;
    }

    // ----------------------------------------------------------------------------------------------------------- terms

    /// @notice Emitted when terms are offered for a title.
    event TermsOffered(uint256 indexed titleId, bytes32 indexed termsId, Terms terms, OfferState state);
    /// @notice Emitted when an offer's state changes.
    event OfferChanged(uint256 indexed titleId, bytes32 indexed termsId, OfferState state);

    /// @notice Thrown when terms contradict themselves.
    /// @param field The member of `Terms`.
    error Offers_BadTerms(bytes32 field);
    /// @notice Thrown when the caller doesn't hold the title.
    error Offers_NotHolder(uint256 titleId, address caller);
    /// @notice Thrown when a share-alike parent's license doesn't allow as much.
    /// @param field The member of `Terms` that goes too far.
    error Offers_BeyondParents(uint256 titleId, bytes32 field);
    /// @notice Thrown when the title's arbitrator holds it disputed: nothing new is offered, granted or derived meanwhile.
    error Offers_Disputed(uint256 titleId);
    /// @notice Thrown when the title doesn't offer the terms.
    error Offers_NoOffer(uint256 titleId, bytes32 termsId);

    /// @notice Offers terms. Only the title's holder, and not while it is disputed.
    /// @param titleId The title.
    /// @param terms The terms.
    /// @param state Open or Closed.
    /// @return termsId Their id.
    function offer(uint256 titleId, Terms calldata terms, OfferState state) external returns (bytes32 termsId);

    /// @notice Withdraws an offer (Closed), or opens it again (not while the title is disputed). Only the title's holder.
    /// Licenses stand.
    function setOffer(uint256 titleId, bytes32 termsId, OfferState state) external;

    /// @notice The terms of an offer. Reverts for none.
    function termsOf(uint256 titleId, bytes32 termsId) external view returns (Terms memory);

    /// @notice An offer as stored: where its packed terms are, zero for none; the epoch of its title in which it counts.
    function offerAt(uint256 titleId, bytes32 termsId)
        external
        view
        returns (address pointer, uint64 epoch, OfferState state);

    /// @notice An offer's state and how many licenses were granted on it. None if a take-over has voided it.
    function offerOf(uint256 titleId, bytes32 termsId) external view returns (OfferState state, uint32 sold);

    /// @notice What share-alike parents leave a title to offer; `bound` false if there are none.
    function meetOf(uint256 titleId)
        external
        view
        returns (bool bound, Scope memory scope, uint8 rights, Duties memory duties);

    // -------------------------------------------------------------------------------------------------------- register

    /// @notice Emitted when a title is registered through here: its parents, and the license by which each is bound. Zero
    /// without a license; all ones for a parent that the registrant holds himself.
    event LineageLicensed(uint256 indexed titleId, uint256[] parents, uint256[] licenses);

    /// @notice Thrown when not each parent has its entry in `licenses`.
    error Offers_LicensesMismatch(uint256 parents, uint256 licenses);
    /// @notice Thrown when a license isn't one of the caller's for this parent, valid now.
    error Offers_NotLicensed(uint256 parent, uint256 licenseId);
    /// @notice Thrown when a license doesn't allow derivatives.
    error Offers_NoDerivatives(uint256 parent, uint256 licenseId);
    /// @notice Thrown when an edge's royalty is less than its license asks.
    error Offers_RoyaltyTooLow(uint256 parent, uint256 asked, uint256 stated);
    /// @notice Thrown when a child of the caller's own title would owe an ancestor of that less than the title itself does.
    /// @param parent The caller's own title.
    /// @param ancestor Whom it owes.
    /// @param owed How much of its income, in parts per 10^12.
    /// @param stated What the child would owe it.
    error Offers_AncestorUnpaid(uint256 parent, uint256 ancestor, uint256 owed, uint256 stated);

    /// @notice Registers a title in the caller's name, binds it to its parents' royalties, and offers terms: one transaction.
    /// @dev All royalties stated here are binding. A parent with a license 0 is declared only: the caller may owe it a
    /// royalty, but nobody has licensed the derivation. A child of the caller's own title owes each ancestor that another holds
    /// at least what that title owes it: name those ancestors as parents too, with the royalties that the title has, or pass all on to the title.
    /// A license that may be transferred is bound to the caller by its first use here.
    /// @param registration As `Titles.register`.
    /// @param proof As `Titles.register`.
    /// @param licenses For each parent the caller's license that allows the derivative; 0 for none, also for his own titles.
    /// @param offers Terms to offer, openly.
    /// @return titleId The token.
    function register(
        ITitles.Registration calldata registration,
        bytes32[] calldata proof,
        uint256[] calldata licenses,
        Terms[] calldata offers
    ) external returns (uint256 titleId);

    // ------------------------------------------------------------------------------------------------------- licensing

    /// @notice Thrown when the caller isn't `Licensing`.
    error Offers_NotAllowed(address caller);
    /// @notice Thrown when the offer isn't open.
    error Offers_NotOpen(uint256 titleId, bytes32 termsId, OfferState state);
    /// @notice Thrown when all licenses are sold.
    error Offers_SoldOut(uint256 supply);
    /// @notice Thrown when the receiver has had as many as it may.
    error Offers_AccountLimit(address receiver, uint256 perAccount);
    /// @notice Thrown outside of the sale's window.
    error Offers_NotOnSale(uint256 saleStart, uint256 saleEnd);

    /// @notice Counts a license against an offer, if it may be granted now. Only `Licensing`.
    /// @param byVoucher Whether the holder grants it: then closed offers and any time will do.
    /// @return pointer Where the packed terms are.
    /// @return epoch The title's.
    /// @return final_ Whether the title is final: its epoch will never change.
    function take(uint256 titleId, bytes32 termsId, address receiver, bool byVoucher)
        external
        returns (address pointer, uint64 epoch, bool final_);
}

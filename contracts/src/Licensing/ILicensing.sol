// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC5643} from "./IERC5643.sol";
import {IOffers} from "./IOffers.sol";

/// @title Licensing: who may use which asset, where, for what, until when
/// @notice Whoever meets the terms that a title's holder offers (`Offers`) buys a license, an ERC-721 token, and the money
/// goes through `Royalties` to the title and its lineage in the same transaction.
///
/// A license counts for the title with all its versions, in the epoch of the title in which it was bought: if an earlier
/// priority takes the title over, licenses of before are void until the new holder honors them.
interface ILicensing is IERC5643 {
    /// @notice An issuer's statement about the receiver of a license, as presented. EIP-712:
    /// `Credential(address account,bytes32 claim,uint16 country,uint48 sectors,uint40 expiry,bytes32 serial)`; account, claim
    /// and issuer are the license's receiver's and its terms': who presents it can't choose them.
    /// @param country Index of the territory; 65,535 for not stated. If stated, the license must be for that one alone.
    /// @param sectors Fields of use; zero for not stated. If stated, the license's must lie within.
    /// @param expiry Seconds since 1970 from which it counts no more.
    /// @param serial Tells one credential from another.
    /// @param signature The issuer's (EIP-1271 for contract accounts); empty for no credential.
    struct Credential {
        uint16 country;
        uint48 sectors;
        uint40 expiry;
        bytes32 serial;
        bytes signature;
    }

    /// @notice An EIP-2612 permit of the payer's for `Royalties`; `deadline` zero for none. If it can't be used (somebody else
    /// has sent it already) the allowance decides.
    struct Permit {
        uint256 value;
        uint256 deadline;
        uint8 v;
        bytes32 r;
        bytes32 s;
    }

    /// @notice What a buyer asks for.
    /// @param titleId The title.
    /// @param termsId The terms offered.
    /// @param receiver Who gets the license.
    /// @param scope What it is for.
    /// @param periods Subscriptions: how many, 1 or more. Otherwise 1.
    /// @param maxPrice The most to pay.
    struct Order {
        uint256 titleId;
        bytes32 termsId;
        address receiver;
        IOffers.Scope scope;
        uint16 periods;
        uint256 maxPrice;
    }

    /// @notice What a title's holder grants by signature. EIP-712: `Voucher(uint256 titleId,bytes32 termsId,address holder,`
    /// `address licensee,uint256 territories,uint48 fields,uint24 dataTypes,uint16 periods,address currency,uint256 price,`
    /// `uint128 renewalPrice,uint256 nonce,uint256 deadline)`.
    /// @param titleId The title.
    /// @param termsId The terms, offered openly or closed.
    /// @param holder Who holds the title: signed, so that a key that signs for several holders (EIP-1271) signs for one.
    /// @param licensee Who gets the license.
    /// @param scope What it is for.
    /// @param periods As in `Order`.
    /// @param currency The terms'; signed, so that no price is read in another.
    /// @param price In all, whatever the terms say.
    /// @param renewalPrice Per period from then on.
    /// @param nonce Each counts once, in any order.
    /// @param deadline The last second at which it counts.
    struct Voucher {
        uint256 titleId;
        bytes32 termsId;
        address holder;
        address licensee;
        IOffers.Scope scope;
        uint16 periods;
        address currency;
        uint256 price;
        uint128 renewalPrice;
        uint256 nonce;
        uint256 deadline;
    }

    /// @notice A time in which a license counted, before it lapsed and was renewed.
    /// @param since Seconds since 1970 from which.
    /// @param expires From which not.
    struct Span {
        uint40 since;
        uint40 expires;
    }

    /// @notice A license's record.
    /// @param titleId The title.
    /// @param termsId The terms.
    /// @param licensee Who holds it.
    /// @param scope What it is for.
    /// @param since Seconds since 1970 from which it counts without a gap; before that, `spansOf`.
    /// @param expires Seconds since 1970 from which it doesn't; 2^40 - 1 for never.
    /// @param renewalPrice Per period.
    /// @param epoch The title's epoch in which it counts.
    struct License {
        uint256 titleId;
        bytes32 termsId;
        address licensee;
        IOffers.Scope scope;
        uint40 since;
        uint40 expires;
        uint128 renewalPrice;
        uint64 epoch;
    }

    // ------------------------------------------------------------------------------------------------------------- buy

    /// @notice Emitted for each license.
    /// @param price What was paid in all.
    /// @param renewalPrice Per period; of no meaning for other than subscriptions.
    /// @param voucher The struct hash of the voucher; zero if it was bought.
    event LicenseGranted(
        uint256 indexed licenseId,
        uint256 indexed titleId,
        address indexed licensee,
        bytes32 termsId,
        address payer,
        IOffers.Scope scope,
        uint40 since,
        uint40 expires,
        address currency,
        uint256 price,
        uint128 renewalPrice,
        bytes32 voucher
    );

    /// @notice Thrown when a member of the scope is empty or goes beyond the terms.
    error Licensing_BeyondTerms(bytes32 field);
    /// @notice Thrown when the number of periods is none, or more than one without a subscription.
    error Licensing_BadPeriods(uint256 periods);
    /// @notice Thrown when the price is above the buyer's most.
    error Licensing_TooDear(uint256 price, uint256 maxPrice);
    /// @notice Thrown when a license would end later than the year 36,812.
    error Licensing_TooLong(uint256 expires);
    /// @notice Thrown when native money comes with a payment that isn't in it.
    error Licensing_WrongValue(uint256 expected, uint256 sent);
    /// @notice Thrown when the caller would buy another a license on terms that limit how many an account may buy: the receiver
    /// must do it itself.
    error Licensing_TooManyGifts(uint256 titleId, address receiver);

    /// @notice Buys a license. Native money is sent along, to the unit; tokens are pulled from the caller's allowance to
    /// `Royalties`.
    /// @return licenseId The token: Keccak-256 of (title, caller, how many licenses of the title it has bought, or brought
    /// vouchers of its own for).
    function buy(Order calldata order, Credential calldata credential, Permit calldata permit)
        external
        payable
        returns (uint256 licenseId);

    /// @notice Thrown when a voucher's deadline has passed.
    error Licensing_VoucherExpired(uint256 deadline);
    /// @notice Thrown when a voucher is another holder's than who holds the title now.
    error Licensing_WrongHolder(address holder, address stated);
    /// @notice Thrown when a voucher's currency isn't its terms'.
    error Licensing_WrongCurrency(address expected, address stated);
    /// @notice Thrown when the holder's nonce was used or canceled.
    error Licensing_NonceUsed(address holder, uint256 nonce);
    /// @notice Thrown when the signature isn't the title's holder's over exactly this.
    error Licensing_BadSignature(address signer);

    /// @notice Grants a license that the title's holder has signed, or grants himself. The caller pays. The sale's window
    /// doesn't matter; supply and the limit per account do.
    /// @return licenseId As of a license that he buys, if the licensee calls; else the voucher's struct hash, and the license is
    /// among those received from others, of which there are eight at most.
    function grant(
        Voucher calldata voucher,
        bytes calldata signature,
        Credential calldata credential,
        Permit calldata permit
    ) external payable returns (uint256 licenseId);

    /// @notice Emitted when a holder takes a voucher back.
    event VoucherCanceled(address indexed holder, uint256 nonce);

    /// @notice Takes back whatever the caller has signed with a nonce.
    function cancelVoucher(uint256 nonce) external;

    // ----------------------------------------------------------------------------------------------------------- renew

    /// @notice Emitted for each renewal.
    event LicenseRenewed(
        uint256 indexed licenseId, address indexed payer, uint16 periods, uint256 price, uint40 since, uint40 expires
    );

    /// @notice Thrown when a license can't be renewed.
    error Licensing_NotRenewable(uint256 licenseId, string reason);

    /// @notice Renews a subscription by whole periods at its own price. Anybody may, before expiry and after: within the grace
    /// it joins on, and what it joins counts as licensed without a gap; later it begins now, and what was before is kept in
    /// `spansOf`.
    /// @return expires Seconds since 1970.
    function renew(uint256 licenseId, uint16 periods, uint256 maxPrice, Permit calldata permit)
        external
        payable
        returns (uint40 expires);

    /// @notice Whether `renew` would work now, and if not why.
    function canRenew(uint256 licenseId) external view returns (bool can, string memory reason);

    /// @notice Emitted when a title's holder ends, or allows again, renewals on terms.
    event RenewalsEnded(uint256 indexed titleId, bytes32 indexed termsId, bool ended);

    /// @notice Ends renewals on terms, or allows them again. Licenses stand until they expire. Only the title's holder.
    function endRenewals(uint256 titleId, bytes32 termsId, bool ended) external;

    /// @notice Emitted when a holder honors a license of before a take-over.
    event LicenseHonored(uint256 indexed licenseId, uint64 epoch);

    /// @notice Thrown when the caller doesn't hold the license's title.
    error Licensing_NotHolder(uint256 titleId, address caller);

    /// @notice Thrown when the title's arbitrator holds it disputed.
    error Licensing_Disputed(uint256 titleId);

    /// @notice Lets a license of before a take-over count. Only the title's holder, and not while it is disputed.
    function honor(uint256 licenseId) external;

    // ----------------------------------------------------------------------------------------------------- credentials

    /// @notice Emitted when an issuer revokes a credential.
    event CredentialRevoked(address indexed issuer, bytes32 indexed credential);
    /// @notice Emitted when a license that needs a credential gets another one.
    event CredentialPresented(uint256 indexed licenseId, bytes32 indexed credential);

    /// @notice Thrown when the terms ask for a credential and none is presented, or one that isn't their issuer's for this
    /// claim and receiver.
    error Licensing_NoCredential(address issuer, bytes32 claim, address receiver);
    /// @notice Thrown when a credential counts no more.
    error Licensing_CredentialExpired(uint256 expiry);
    /// @notice Thrown when a credential was revoked.
    error Licensing_CredentialRevoked(bytes32 credential);
    /// @notice Thrown when the license is for another country than the credential states.
    error Licensing_WrongCountry(uint256 country, uint256 territories);
    /// @notice Thrown when the license is for fields that the credential doesn't cover.
    error Licensing_WrongSector(uint256 sectors, uint256 fields);

    /// @notice Revokes a credential of the caller's: it counts for no purchase and no renewal any more.
    /// @param credential Its EIP-712 struct hash.
    function revoke(bytes32 credential) external;

    /// @notice Whether an issuer has revoked a credential.
    function isRevoked(address issuer, bytes32 credential) external view returns (bool);

    /// @notice Gives a license a newer credential, so that it can be renewed. Anybody may, but only its holder one that
    /// expires sooner than the last.
    function present(uint256 licenseId, Credential calldata credential) external;

    // ----------------------------------------------------------------------------------------------------------- views

    /// @notice Whether an account may use an asset: by a license, or because it holds the title. Licenses count for who holds
    /// them now, also for the past.
    /// @dev What the account itself has bought or brought a voucher for, and the title that it holds, are looked at first: 15,000
    /// gas at most for the first that it took, or as the holder who took none, whatever others give or grant it; more only by what
    /// it takes itself. Licenses that others gave it or brought vouchers for, eight at most, come last: whoever knows which
    /// asks `covers`.
    /// @param asset A title's first fingerprint or a later version, as a number.
    /// @param account Who would.
    /// @param territory Index of the country where.
    /// @param field Index of the field of use.
    /// @param dataType Index of the type of data.
    /// @param time Seconds since 1970: a license counts from `since` until before `expires`, and in each of its `spansOf`.
    function isLicensed(uint256 asset, address account, uint8 territory, uint8 field, uint8 dataType, uint256 time)
        external
        view
        returns (bool);

    /// @notice Whether one license covers a use: for whoever knows which.
    function covers(uint256 licenseId, uint8 territory, uint8 field, uint8 dataType, uint256 time)
        external
        view
        returns (bool);

    /// @notice What `Offers` asks of a license that shall bind a derivative; zero for none.
    /// @return licensee Who holds it.
    /// @return terms Where its packed terms are.
    /// @return epoch The title's epoch in which it counts.
    /// @return current Whether it counts now, if in that epoch.
    /// @return scope What it is for.
    function bondOf(uint256 licenseId)
        external
        view
        returns (address licensee, address terms, uint64 epoch, bool current, IOffers.Scope memory scope);

    /// @notice Emitted when a license that may be transferred has bound a derivative: it moves no more.
    event LicenseBound(uint256 indexed licenseId);

    /// @notice Thrown when the caller isn't `Offers`.
    error Licensing_NotAllowed(address caller);

    /// @notice Makes a license soulbound, because a derivative hangs on it. Only `Offers`.
    function bind(uint256 licenseId) external;

    /// @notice When a license counted before it lapsed and was renewed, in the order of time; without the present time, which
    /// `licenseOf` has.
    function spansOf(uint256 licenseId) external view returns (Span[] memory);

    /// @notice A license's record. Reverts for none.
    function licenseOf(uint256 licenseId) external view returns (License memory);

    /// @notice The id of the `index`-th license of a title that an account has bought, for itself or as a gift, or has brought its
    /// own voucher for.
    function licenseIdOf(uint256 titleId, address account, uint256 index) external pure returns (uint256 licenseId);

    /// @notice The licenses of a title that an account holds: those that it took itself, then those received from others.
    function licensesOf(uint256 titleId, address account) external view returns (uint256[] memory licenseIds);

    /// @notice Thrown for a transfer of a license whose terms don't allow it, or on which a derivative hangs.
    error Licensing_Soulbound(uint256 licenseId);
    /// @notice Thrown when an account has received eight licenses of this title from others already; four for a gift.
    error Licensing_TooManyReceived(uint256 titleId, address receiver);
    /// @notice Thrown for no license, or when the caller doesn't hold it.
    error Licensing_NoLicense(uint256 licenseId);
}

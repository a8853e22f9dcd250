// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Neighbors} from "../Primitives/Neighbors.sol";
import {IRoyalties} from "../Royalties/IRoyalties.sol";
import {ITitles} from "../Titles/ITitles.sol";
import {IERC5643} from "./IERC5643.sol";
import {ILicensing} from "./ILicensing.sol";
import {IOffers} from "./IOffers.sol";
import {LicenseMessages} from "./LicenseMessages.sol";
import {LicenseTokens} from "./LicenseTokens.sol";
import {TermsCodec} from "./TermsCodec.sol";

/// @title Licensing
/// @dev Invariants (docs/invariants.md):
/// L1 a license's scope lies within its terms. L2 a license counts from `since` until before `expires`, and in its former
/// spans, to the second, and in its epoch only. L3 nobody pays more than he said, nor a subscriber more per period than was
/// agreed. L4 a license moves only if its terms let it, and no more once a derivative hangs on it. L5 a credential counts only
/// if the issuer that the terms name signed it for this receiver and claim. L6 a voucher counts once, while the holder whom
/// it names holds the title. L7 `isLicensed` is true if and only if the account holds the title or a license that covers it.
///
/// Nobody owns or administers this contract, and it holds no money: what is paid goes to `Royalties` in the same call,
/// after all effects.
///
/// Warning: a license of a provisional title is void if an earlier priority takes the title over, and the money waits for the
/// winner. Buyers of provisional titles should know the holder.
contract Licensing is LicenseTokens, EIP712 {
    /// @dev The credential that a license was last presented: the first 216 bits of its struct hash | expiry (40).
    struct Held {
        uint216 credential;
        uint40 expiry;
    }

    struct Grant {
        uint256 titleId;
        bytes32 termsId;
        address receiver;
        IOffers.Scope scope;
        uint16 periods;
        uint256 price;
        uint128 renewalPrice;
        bytes32 voucher;
        address pointer;
        uint64 epoch;
        bool isFinal;
    }

    uint256 private constant MAX_GIFTS = 4;
    uint16 private constant NO_COUNTRY = type(uint16).max;

    ITitles private immutable TITLES;
    IRoyalties private immutable ROYALTIES;
    IOffers private immutable OFFERS;

    mapping(uint256 licenseId => uint128) private _renewalPrices;
    mapping(uint256 licenseId => Held) private _held;
    /// @dev By where the packed terms are, which tells the title too: the epoch in which renewals were ended, plus one.
    mapping(address terms => uint256) private _ended;
    mapping(address issuer => mapping(uint216 credential => bool)) private _revoked;
    mapping(address holder => mapping(uint256 word => uint256 bits)) private _nonces;

    /// @dev Created by a `Foundation`, from whose address its neighbors' follow.
    constructor() EIP712("ModelDeed Licensing", "1") {
        TITLES = ITitles(Neighbors.at(msg.sender, Neighbors.TITLES));
        ROYALTIES = IRoyalties(Neighbors.at(msg.sender, Neighbors.ROYALTIES));
        OFFERS = IOffers(Neighbors.at(msg.sender, Neighbors.OFFERS));
    }

    // ------------------------------------------------------------------------------------------------------------- buy

    /// @inheritdoc ILicensing
    function buy(Order calldata order, Credential calldata credential, Permit calldata permit)
        external
        payable
        returns (uint256 licenseId)
    {
        Grant memory g;
        (g.titleId, g.termsId, g.receiver) = (order.titleId, order.termsId, order.receiver);
        (g.scope, g.periods) = (order.scope, order.periods);
        (g.pointer, g.epoch, g.isFinal) = OFFERS.take(g.titleId, g.termsId, g.receiver, false);
        (, IOffers.Terms memory terms) = TermsCodec.read(g.pointer);
        g.price = uint256(terms.price) * g.periods;
        g.renewalPrice = terms.price;
        if (g.price > order.maxPrice) revert Licensing_TooDear(g.price, order.maxPrice);
        licenseId = _grant(g, terms, credential);
        _pay(g.titleId, terms.currency, g.price, permit);
    }

    /// @inheritdoc ILicensing
    function grant(
        Voucher calldata voucher,
        bytes calldata signature,
        Credential calldata credential,
        Permit calldata permit
    ) external payable returns (uint256 licenseId) {
        Grant memory g;
        (g.titleId, g.termsId, g.receiver) = (voucher.titleId, voucher.termsId, voucher.licensee);
        (g.scope, g.periods) = (voucher.scope, voucher.periods);
        (g.price, g.renewalPrice) = (voucher.price, voucher.renewalPrice);
        g.voucher = LicenseMessages.hash(voucher);
        (g.pointer, g.epoch, g.isFinal) = OFFERS.take(g.titleId, g.termsId, g.receiver, true);
        (, IOffers.Terms memory terms) = TermsCodec.read(g.pointer);
        if (voucher.currency != terms.currency) revert Licensing_WrongCurrency(terms.currency, voucher.currency);
        _redeem(voucher, g.voucher, signature);
        licenseId = _grant(g, terms, credential);
        _pay(g.titleId, terms.currency, g.price, permit);
    }

    function _redeem(Voucher calldata voucher, bytes32 message, bytes calldata signature) private {
        if (block.timestamp > voucher.deadline) revert Licensing_VoucherExpired(voucher.deadline);
        address holder = IERC721(address(TITLES)).ownerOf(voucher.titleId);
        if (voucher.holder != holder) revert Licensing_WrongHolder(holder, voucher.holder);
        _useNonce(holder, voucher.nonce);
        if (msg.sender != holder) _requireSigned(holder, message, signature);
    }

    function _requireSigned(address signer, bytes32 message, bytes calldata signature) private view {
        if (!SignatureChecker.isValidSignatureNowCalldata(signer, _hashTypedDataV4(message), signature)) {
            revert Licensing_BadSignature(signer);
        }
    }

    function _useNonce(address holder, uint256 nonce) private {
        uint256 bit = 1 << (nonce & 0xff);
        if (_nonces[holder][nonce >> 8] & bit != 0) revert Licensing_NonceUsed(holder, nonce);
        _nonces[holder][nonce >> 8] |= bit;
    }

    /// @inheritdoc ILicensing
    function cancelVoucher(uint256 nonce) external {
        _useNonce(msg.sender, nonce);
        emit VoucherCanceled(msg.sender, nonce);
    }

    function _grant(Grant memory g, IOffers.Terms memory terms, Credential calldata credential)
        private
        returns (uint256 licenseId)
    {
        // Checks.
        _requireScope(g.scope, terms);
        uint40 expires = _expiry(terms, g.periods);
        // What others bring about must not make `isLicensed` dear for the receiver: it is found last, whoever pays or signs. Nor
        // must a stranger's gift use up what the terms allow it.
        bool byOther = g.receiver != msg.sender;
        bool isGift = byOther && g.voucher == 0;
        if (isGift && terms.perAccount != 0) revert Licensing_TooManyGifts(g.titleId, g.receiver);
        // A voucher counts once, so its hash is nobody else's id; and a holder who brings many counts through none.
        if (byOther && !isGift) licenseId = uint256(g.voucher);
        else (licenseId,) = _nextId(g.titleId, msg.sender);
        // Effects.
        if (byOther) _receive(g.titleId, g.receiver, licenseId, isGift ? MAX_GIFTS : MAX_RECEIVED);
        Tag memory tag;
        (tag.since, tag.expires) = (uint40(block.timestamp), expires);
        Record memory record;
        (record.terms, record.epoch) = (g.pointer, uint24(g.epoch));
        // Within the terms', and so of 40 bits.
        (record.fields, record.dataTypes) = (uint40(g.scope.fields), g.scope.dataTypes);
        (tag.place, record.second) = _writeTerritories(licenseId, g.scope.territories);
        if (g.isFinal) tag.flags = FINAL;
        if (terms.issuer != address(0)) {
            tag.flags |= HAS_CREDENTIAL;
            _held[licenseId] = _requireCredential(terms, g.receiver, g.scope, credential);
        }
        if (g.renewalPrice != terms.price) {
            tag.flags |= OWN_PRICE;
            _renewalPrices[licenseId] = g.renewalPrice;
        }
        _records[licenseId] = record;
        _mint(g.receiver, licenseId);
        _setExtraData(licenseId, _wordOf(tag));
        emit LicenseGranted(
            licenseId,
            g.titleId,
            g.receiver,
            g.termsId,
            msg.sender,
            g.scope,
            tag.since,
            expires,
            terms.currency,
            g.price,
            g.renewalPrice,
            g.voucher
        );
    }

    function _requireScope(IOffers.Scope memory scope, IOffers.Terms memory terms) private pure {
        if (scope.territories == 0 || scope.territories & ~terms.territories != 0) {
            revert Licensing_BeyondTerms("territories");
        }
        if (scope.fields == 0 || scope.fields & ~terms.fields != 0) revert Licensing_BeyondTerms("fields");
        if (scope.dataTypes == 0 || scope.dataTypes & ~terms.dataTypes != 0) revert Licensing_BeyondTerms("dataTypes");
    }

    function _expiry(IOffers.Terms memory terms, uint16 periods) private view returns (uint40) {
        if (periods == 0 || (periods > 1 && terms.payment != IOffers.Payment.Subscription)) {
            revert Licensing_BadPeriods(periods);
        }
        return terms.period == 0 ? NEVER : _after(block.timestamp, terms.period, periods);
    }

    function _after(uint256 start, uint256 period, uint256 periods) private pure returns (uint40) {
        uint256 expires = start + period * periods;
        if (expires >= NEVER) revert Licensing_TooLong(expires);
        return uint40(expires);
    }

    function _pay(uint256 titleId, address currency, uint256 price, Permit calldata permit) private {
        uint256 value = currency == address(0) ? price : 0;
        if (msg.value != value) revert Licensing_WrongValue(value, msg.value);
        if (price == 0) return;
        if (permit.deadline != 0 && currency != address(0)) {
            address spender = address(ROYALTIES);
            // Whoever sees a permit may send it first: then the allowance is there all the same.
            try IERC20Permit(currency)
                .permit(msg.sender, spender, permit.value, permit.deadline, permit.v, permit.r, permit.s) {}
                catch {}
        }
        ROYALTIES.payFrom{value: value}(msg.sender, titleId, currency, price);
    }

    // ----------------------------------------------------------------------------------------------------------- renew

    /// @inheritdoc ILicensing
    function renew(uint256 licenseId, uint16 periods, uint256 maxPrice, Permit calldata permit)
        external
        payable
        returns (uint40 expires)
    {
        return _renew(licenseId, periods, maxPrice, permit);
    }

    /// @inheritdoc IERC5643
    function renewSubscription(uint256 licenseId, uint64 duration) external payable {
        _requireLicense(licenseId);
        (, IOffers.Terms memory terms) = TermsCodec.read(_records[licenseId].terms);
        uint256 periods = terms.period == 0 ? 0 : duration / terms.period;
        if (periods > type(uint16).max || periods * terms.period != duration) revert Licensing_BadPeriods(periods);
        _renew(licenseId, uint16(periods), type(uint256).max, _noPermit());
    }

    function _noPermit() private pure returns (Permit calldata permit) {
        // Behind the end of the calldata all bytes are zero, and so is the deadline: there is no permit.
        assembly ("memory-safe") { permit := calldatasize() }
    }

    function _renew(uint256 licenseId, uint16 periods, uint256 maxPrice, Permit calldata permit)
        private
        returns (uint40 expires)
    {
        // Checks.
        _requireLicense(licenseId);
        Tag memory tag = _tagOf(licenseId);
        (uint256 titleId, IOffers.Terms memory terms) = TermsCodec.read(_records[licenseId].terms);
        string memory reason = _whyNot(licenseId, tag, titleId, terms);
        if (bytes(reason).length != 0) revert Licensing_NotRenewable(licenseId, reason);
        if (periods == 0) revert Licensing_BadPeriods(periods);
        uint256 price = uint256(_renewalPrice(licenseId, tag, terms)) * periods;
        if (price > maxPrice) revert Licensing_TooDear(price, maxPrice);
        // Effects.
        bool joins = block.timestamp <= uint256(tag.expires) + terms.grace;
        if (!joins) {
            _lapse(licenseId, tag);
            tag.since = uint40(block.timestamp);
        }
        expires = _after(joins ? tag.expires : block.timestamp, terms.period, periods);
        tag.expires = expires;
        _setExtraData(licenseId, _wordOf(tag));
        emit LicenseRenewed(licenseId, msg.sender, periods, price, tag.since, expires);
        emit SubscriptionUpdate(licenseId, expires);
        // Interactions.
        _pay(titleId, terms.currency, price, permit);
    }

    function _renewalPrice(uint256 licenseId, Tag memory tag, IOffers.Terms memory terms)
        private
        view
        returns (uint128)
    {
        return tag.flags & OWN_PRICE != 0 ? _renewalPrices[licenseId] : terms.price;
    }

    /// @dev Why a license can't be renewed; empty if it can.
    function _whyNot(uint256 licenseId, Tag memory tag, uint256 titleId, IOffers.Terms memory terms)
        private
        view
        returns (string memory)
    {
        if (terms.payment != IOffers.Payment.Subscription) return "not a subscription";
        Record memory record = _records[licenseId];
        if (tag.flags & FINAL == 0) {
            (uint256 resolved,, uint64 epoch,,) = TITLES.rightsIn(bytes32(titleId));
            if (resolved != titleId || record.epoch != epoch) return "the title was taken over";
        }
        if (_ended[record.terms] == uint256(record.epoch) + 1) {
            return "the title's holder has ended renewals of these terms";
        }
        if (tag.flags & HAS_CREDENTIAL == 0) return "";
        Held memory held = _held[licenseId];
        if (_revoked[terms.issuer][held.credential]) return "the credential was revoked: present another";
        return block.timestamp >= held.expiry ? "the credential has expired: present another" : "";
    }

    /// @inheritdoc ILicensing
    function canRenew(uint256 licenseId) public view returns (bool can, string memory reason) {
        if (!_exists(licenseId)) return (false, "no such license");
        (uint256 titleId, IOffers.Terms memory terms) = TermsCodec.read(_records[licenseId].terms);
        reason = _whyNot(licenseId, _tagOf(licenseId), titleId, terms);
        can = bytes(reason).length == 0;
    }

    /// @inheritdoc IERC5643
    function isRenewable(uint256 licenseId) external view returns (bool can) {
        (can,) = canRenew(licenseId);
    }

    /// @inheritdoc IERC5643
    function expiresAt(uint256 licenseId) external view returns (uint64) {
        _requireLicense(licenseId);
        uint40 expires = _tagOf(licenseId).expires;
        return expires == NEVER ? type(uint64).max : expires;
    }

    /// @inheritdoc IERC5643
    function cancelSubscription(uint256 licenseId) external payable {
        _requireNoValue();
        if (_requireLicense(licenseId) != msg.sender) revert Licensing_NoLicense(licenseId);
        Tag memory tag = _tagOf(licenseId);
        if (tag.expires > block.timestamp) tag.expires = uint40(block.timestamp);
        _setExtraData(licenseId, _wordOf(tag));
        emit SubscriptionUpdate(licenseId, tag.expires);
    }

    /// @inheritdoc ILicensing
    function endRenewals(uint256 titleId, bytes32 termsId, bool ended) external {
        (uint64 epoch,) = _requireHolder(titleId);
        (address pointer,,) = OFFERS.offerAt(titleId, termsId);
        if (pointer == address(0)) revert IOffers.Offers_NoOffer(titleId, termsId);
        _ended[pointer] = ended ? uint256(epoch) + 1 : 0;
        emit RenewalsEnded(titleId, termsId, ended);
    }

    function _requireHolder(uint256 titleId) private view returns (uint64 epoch, bool disputed) {
        uint256 resolved;
        address holder;
        (resolved, holder, epoch,, disputed) = TITLES.rightsIn(bytes32(titleId));
        if (resolved != titleId || holder != msg.sender) revert Licensing_NotHolder(titleId, msg.sender);
    }

    /// @inheritdoc ILicensing
    function honor(uint256 licenseId) external {
        _requireLicense(licenseId);
        uint256 titleId = TermsCodec.titleAt(_records[licenseId].terms);
        (uint64 epoch, bool disputed) = _requireHolder(titleId);
        if (disputed) revert Licensing_Disputed(titleId);
        _records[licenseId].epoch = uint24(epoch);
        emit LicenseHonored(licenseId, epoch);
    }

    // ----------------------------------------------------------------------------------------------------- credentials

    /// @inheritdoc ILicensing
    function revoke(bytes32 credential) external {
        _revoked[msg.sender][_key(credential)] = true;
        emit CredentialRevoked(msg.sender, credential);
    }

    /// @inheritdoc ILicensing
    function isRevoked(address issuer, bytes32 credential) external view returns (bool) {
        return _revoked[issuer][_key(credential)];
    }

    /// @inheritdoc ILicensing
    function present(uint256 licenseId, Credential calldata credential) external {
        // Checks.
        address licensee = _requireLicense(licenseId);
        Record memory record = _records[licenseId];
        (, IOffers.Terms memory terms) = TermsCodec.read(record.terms);
        if (terms.issuer == address(0)) revert Licensing_NoCredential(terms.issuer, terms.claim, licensee);
        uint256 territories = _territoriesOf(licenseId, _tagOf(licenseId).place, record.second);
        Held memory held = _requireCredential(
            terms, licensee, IOffers.Scope(territories, record.fields, record.dataTypes), credential
        );
        // A stranger may bring a newer one, but none that would end the renewals sooner.
        if (msg.sender != licensee && held.expiry < _held[licenseId].expiry) revert Licensing_NoLicense(licenseId);
        // Effects.
        _held[licenseId] = held;
        emit CredentialPresented(licenseId, LicenseMessages.hash(licensee, terms.claim, credential));
    }

    /// @dev The one check of credentials: account, claim and issuer come from here, never from who presents it.
    function _requireCredential(
        IOffers.Terms memory terms,
        address receiver,
        IOffers.Scope memory scope,
        Credential calldata credential
    ) private view returns (Held memory) {
        bytes32 message = LicenseMessages.hash(receiver, terms.claim, credential);
        if (
            credential.signature.length == 0
                || !SignatureChecker.isValidSignatureNowCalldata(
                    terms.issuer, _hashTypedDataV4(message), credential.signature
                )
        ) revert Licensing_NoCredential(terms.issuer, terms.claim, receiver);
        if (block.timestamp >= credential.expiry) revert Licensing_CredentialExpired(credential.expiry);
        if (_revoked[terms.issuer][_key(message)]) revert Licensing_CredentialRevoked(message);
        bool stated = credential.country != NO_COUNTRY;
        if (stated && (credential.country > 248 || scope.territories != 1 << credential.country)) {
            revert Licensing_WrongCountry(credential.country, scope.territories);
        }
        if (credential.sectors != 0 && scope.fields & ~credential.sectors != 0) {
            revert Licensing_WrongSector(credential.sectors, scope.fields);
        }
        return Held(_key(message), credential.expiry);
    }

    function _key(bytes32 credential) private pure returns (uint216) {
        return uint216(uint256(credential) >> 40);
    }

    // ----------------------------------------------------------------------------------------------------------- views

    /// @inheritdoc ILicensing
    function isLicensed(uint256 asset, address account, uint8 territory, uint8 field, uint8 dataType, uint256 time)
        external
        view
        returns (bool)
    {
        if (_boughtCovers(asset, account, territory, field, dataType, time)) return true;
        uint256 titleId = TITLES.titleOf(bytes32(asset));
        if (titleId == 0) return false;
        return IERC721(address(TITLES)).ownerOf(titleId) == account
            || (titleId != asset && _boughtCovers(titleId, account, territory, field, dataType, time))
            || _receivedCovers(titleId, account, territory, field, dataType, time);
    }

    /// @inheritdoc ILicensing
    function covers(uint256 licenseId, uint8 territory, uint8 field, uint8 dataType, uint256 time)
        external
        view
        returns (bool)
    {
        if (!_exists(licenseId)) return false;
        return _covers(TermsCodec.titleAt(_records[licenseId].terms), licenseId, territory, field, dataType, time);
    }

    /// @inheritdoc ILicensing
    function bondOf(uint256 licenseId)
        external
        view
        returns (address licensee, address terms, uint64 epoch, bool current, IOffers.Scope memory scope)
    {
        licensee = _ownerOf(licenseId);
        Record memory record = _records[licenseId];
        Tag memory tag = _tagOf(licenseId);
        current = block.timestamp >= tag.since && (block.timestamp < tag.expires || tag.expires == NEVER);
        scope = IOffers.Scope(_territoriesOf(licenseId, tag.place, record.second), record.fields, record.dataTypes);
        (terms, epoch) = (record.terms, record.epoch);
    }

    /// @inheritdoc ILicensing
    function bind(uint256 licenseId) external {
        if (msg.sender != address(OFFERS)) revert Licensing_NotAllowed(msg.sender);
        Tag memory tag = _tagOf(licenseId);
        if (tag.flags & BOUND != 0) return;
        tag.flags |= BOUND;
        _setExtraData(licenseId, _wordOf(tag));
        emit LicenseBound(licenseId);
    }

    /// @inheritdoc ILicensing
    function licenseOf(uint256 licenseId) external view returns (License memory license) {
        license.licensee = _requireLicense(licenseId);
        Record memory record = _records[licenseId];
        Tag memory tag = _tagOf(licenseId);
        IOffers.Terms memory terms;
        (license.titleId, terms) = TermsCodec.read(record.terms);
        license.termsId = TermsCodec.id(terms);
        license.scope =
            IOffers.Scope(_territoriesOf(licenseId, tag.place, record.second), record.fields, record.dataTypes);
        (license.since, license.expires, license.epoch) = (tag.since, tag.expires, record.epoch);
        license.renewalPrice = _renewalPrice(licenseId, tag, terms);
    }

    function _epochOf(uint256 titleId) internal view override returns (uint64) {
        return TITLES.epochOf(titleId);
    }

    function supportsInterface(bytes4 id) public view override returns (bool) {
        // ERC-5643: the xor of its four selectors, 0x8c65f84d.
        return id == 0x8c65f84d || super.supportsInterface(id);
    }
}

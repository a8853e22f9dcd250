// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC2981} from "@openzeppelin/contracts/interfaces/IERC2981.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {IOffers} from "../Licensing/IOffers.sol";
import {IShares} from "../Shares/IShares.sol";
import {ITitles} from "../Titles/ITitles.sol";
import {IMarket} from "./IMarket.sol";

/// @title What `Market` sells and is paid with
/// @dev Titles and shares are our own code and call nobody; currencies are strangers'.
abstract contract Assets is IMarket {
    using Address for address payable;
    using SafeERC20 for IERC20;

    uint256 internal constant WHOLE = 10_000;

    ITitles internal immutable TITLES;
    IOffers internal immutable OFFERS;
    IShares internal immutable SHARES;

    constructor(ITitles titles, IOffers offers, IShares shares) {
        (TITLES, OFFERS, SHARES) = (titles, offers, shares);
    }

    /// @dev Whether `asset` is `Titles`, or the token that holds the title; with who holds the title, and its epoch.
    function _standing(address asset, uint256 titleId) internal view returns (address holder, uint64 epoch) {
        uint256 id;
        (id, holder, epoch,,) = TITLES.rightsIn(bytes32(titleId));
        // A later version's number names the title, but isn't its id.
        if (id == 0 || id != titleId) revert Market_NotForSale(asset, titleId);
        if (asset == address(TITLES)) return (holder, epoch);
        if (holder != asset || !_isShare(asset, titleId)) revert Market_NotForSale(asset, titleId);
    }

    function _isShare(address asset, uint256 titleId) internal view returns (bool) {
        (uint256 divided,,,) = SHARES.divisionOf(asset);
        return divided == titleId;
    }

    function _requireAmount(address asset, uint256 amount, uint256 left) internal view {
        bool whole = asset != address(TITLES) || amount == 1;
        if (amount == 0 || amount > left || !whole) revert Market_BadAmount(amount, left);
    }

    /// @dev `transferFrom` of ERC-721 and of ERC-20 are the same call: a title must not pass for money.
    function _requireCurrency(address currency) internal view {
        if (currency == address(TITLES)) revert Market_BadCurrency(currency);
    }

    function _move(address asset, uint256 titleId, uint256 amount, address from, address to) internal {
        if (asset == address(TITLES)) IERC721(asset).transferFrom(from, to, titleId);
        // A share's own code: it reverts, and never answers false.
        else IERC20(asset).transferFrom(from, to, amount);
    }

    /// @dev The till to which a title's resale royalty goes, and how much; nothing of shares.
    function _royaltyOf(address asset, uint256 titleId, uint256 price)
        internal
        view
        returns (address till, uint256 royalty)
    {
        if (asset == address(TITLES)) (till, royalty) = IERC2981(asset).royaltyInfo(titleId, price);
    }

    /// @dev From `payer`'s allowance, or of the native money sent along.
    function _send(address currency, address payer, address payee, uint256 amount) internal {
        if (amount == 0) return;
        if (currency == address(0)) payable(payee).sendValue(amount);
        else IERC20(currency).safeTransferFrom(payer, payee, amount);
    }

    /// @dev As `_send`; what arrives must be what was sent. (A till is credited with what arrives, whatever that is.)
    function _pay(address currency, address payer, address payee, uint256 amount) internal {
        if (amount == 0 || currency == address(0)) return _send(currency, payer, payee, amount);
        uint256 before = IERC20(currency).balanceOf(payee);
        IERC20(currency).safeTransferFrom(payer, payee, amount);
        uint256 received = IERC20(currency).balanceOf(payee) - before;
        if (received != amount) revert Market_WrongAmount(currency, amount, received);
    }

    /// @inheritdoc IMarket
    function stateOf(uint256 titleId, bytes32[] calldata terms) public view returns (bytes32 state) {
        (bytes32 latest, uint32 number) = TITLES.latestOf(titleId);
        bytes memory facts = abi.encode(latest, number);
        for (uint256 i = 0; i < terms.length; ++i) {
            (IOffers.OfferState offered, uint32 sold) = OFFERS.offerOf(titleId, terms[i]);
            facts = bytes.concat(facts, abi.encode(terms[i], offered, sold));
        }
        return keccak256(facts);
    }
}

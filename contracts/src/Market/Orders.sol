// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Assets} from "./Assets.sol";
import {IMarket} from "./IMarket.sol";
import {OrderMessages} from "./OrderMessages.sol";

/// @title The signed orders of `Market`
/// @dev Nothing is held: asset and money go from one to the other.
abstract contract Orders is Assets, EIP712, ReentrancyGuardTransient {
    /// @dev A bit per nonce: filled whole or canceled. One slot for 256 of a maker's.
    mapping(address maker => mapping(uint256 page => uint256 bits)) private _used;
    mapping(address maker => uint256) private _counters;
    mapping(bytes32 orderHash => uint96) private _filled;

    constructor() EIP712("ModelDeed Market", "1") {}

    /// @inheritdoc IMarket
    function fill(
        Order calldata order,
        bytes calldata signature,
        uint96 amount,
        bytes32[] calldata terms,
        bytes32 expected
    ) external payable nonReentrant {
        // Checks.
        bytes32 orderHash = OrderMessages.hash(order);
        _requireOpen(order);
        _requireSigned(order.maker, _hashTypedDataV4(orderHash), signature);
        bool sells = order.side == Side.Sell;
        _requireAsset(order, sells ? order.maker : msg.sender);
        _requireState(order, terms, expected);
        uint256 price = _priceOf(order, amount);
        if (msg.value != (order.currency == address(0) ? price : 0)) {
            revert Market_WrongValue(order.currency == address(0) ? price : 0, msg.value);
        }
        // Effects.
        _spend(order, orderHash, amount);
        // Interactions.
        if (sells) _exchange(order, orderHash, amount, price, order.maker, msg.sender);
        else _exchange(order, orderHash, amount, price, msg.sender, order.maker);
    }

    /// @dev The asset first: its seller gets control only when he is paid, and then it isn't his any more.
    function _exchange(
        Order calldata order,
        bytes32 orderHash,
        uint96 amount,
        uint256 price,
        address seller,
        address buyer
    ) private {
        (address till, uint256 royalty) = _royaltyOf(order.asset, order.titleId, price);
        uint256 most = price * order.maxRoyalty / WHOLE;
        if (royalty > most) revert Market_RoyaltyTooHigh(royalty, most);
        _emitFilled(order, orderHash, amount, price, royalty);
        _move(order.asset, order.titleId, amount, seller, buyer);
        _send(order.currency, buyer, till, royalty);
        _pay(order.currency, buyer, seller, price - royalty);
    }

    function _emitFilled(Order calldata order, bytes32 orderHash, uint96 amount, uint256 price, uint256 royalty)
        private
    {
        emit OrderFilled(
            order.titleId,
            order.maker,
            msg.sender,
            orderHash,
            order.side,
            order.asset,
            amount,
            order.currency,
            price,
            royalty
        );
    }

    // ---------------------------------------------------------------------------------------------------------- checks

    function _requireOpen(Order calldata order) private view {
        if (block.timestamp < order.start || block.timestamp > order.deadline) {
            revert Market_NotOpen(order.start, order.deadline);
        }
        bool mayTake = order.taker == address(0) || order.taker == msg.sender;
        if (!mayTake || order.maker == msg.sender) revert Market_NotTaker(order.taker, msg.sender);
        if (isUsed(order.maker, order.nonce)) revert Market_NonceUsed(order.maker, order.nonce);
        if (order.counter != _counters[order.maker]) revert Market_CounterPassed(order.maker, order.counter);
        // Nobody can take native money from its owner later.
        if (order.side == Side.Buy && order.currency == address(0)) revert Market_BadCurrency(order.currency);
        _requireCurrency(order.currency);
    }

    /// @dev The key first: whether an account without code is a contract needn't be asked (2,600 gas).
    function _requireSigned(address maker, bytes32 digest, bytes calldata signature) private view {
        (address signer, ECDSA.RecoverError failed,) = ECDSA.tryRecoverCalldata(digest, signature);
        if (failed == ECDSA.RecoverError.NoError && signer == maker) return;
        if (SignatureChecker.isValidERC1271SignatureNowCalldata(maker, digest, signature)) return;
        revert Market_BadSignature(maker);
    }

    function _requireAsset(Order calldata order, address seller) private view {
        (address holder, uint64 epoch) = _standing(order.asset, order.titleId);
        if (epoch != order.epoch) revert Market_EpochPassed(order.titleId, order.epoch);
        if (order.asset == address(TITLES) && holder != seller) {
            revert Market_NotHolder(order.titleId, seller, holder);
        }
    }

    function _requireState(Order calldata order, bytes32[] calldata terms, bytes32 expected) private view {
        if (order.state == 0 && expected == 0) return;
        bytes32 found = stateOf(order.titleId, terms);
        if (order.state != 0 && order.state != found) revert Market_StateChanged(order.titleId, order.state, found);
        if (expected != 0 && expected != found) revert Market_StateChanged(order.titleId, expected, found);
    }

    /// @dev 128 + 96 bits. In the maker's favor: rounding can cost him nothing, however many fill it.
    function _priceOf(Order calldata order, uint96 amount) private pure returns (uint256) {
        if (amount == order.amount) return order.price;
        if (order.amount == 0) revert Market_BadAmount(amount, 0);
        uint256 product = uint256(order.price) * amount;
        return order.side == Side.Sell ? Math.ceilDiv(product, order.amount) : product / order.amount;
    }

    // --------------------------------------------------------------------------------------------------------- effects

    function _spend(Order calldata order, bytes32 orderHash, uint96 amount) private {
        if (order.asset == address(TITLES)) {
            _requireAmount(order.asset, amount, order.amount);
            // A title is one: half of an order for two would never be filled.
            if (order.amount != 1) revert Market_BadAmount(order.amount, 1);
            _use(order.maker, order.nonce);
            return;
        }
        uint96 filled = _filled[orderHash];
        _requireAmount(order.asset, amount, order.amount - filled);
        // No more than `order.amount`, which has 96 bits.
        filled += amount;
        if (filled == order.amount) _use(order.maker, order.nonce);
        _filled[orderHash] = filled;
    }

    function _use(address maker, uint256 nonce) private {
        _used[maker][nonce >> 8] |= 1 << (nonce & 0xff);
    }

    /// @inheritdoc IMarket
    function cancel(uint256[] calldata nonces) external {
        for (uint256 i = 0; i < nonces.length; ++i) {
            _use(msg.sender, nonces[i]);
            emit OrderCanceled(msg.sender, nonces[i]);
        }
    }

    /// @inheritdoc IMarket
    function cancelAll() external returns (uint256 counter) {
        // By a step that nobody knows before: else orders signed for a counter to come would live again one day. It only rises.
        counter = _counters[msg.sender] + 1 + (uint256(blockhash(block.number - 1)) >> 128);
        _counters[msg.sender] = counter;
        emit AllOrdersCanceled(msg.sender, counter);
    }

    // ----------------------------------------------------------------------------------------------------------- views

    /// @inheritdoc IMarket
    function hashOf(Order calldata order) external pure returns (bytes32) {
        return OrderMessages.hash(order);
    }

    /// @inheritdoc IMarket
    function filledOf(bytes32 orderHash) external view returns (uint96) {
        return _filled[orderHash];
    }

    /// @inheritdoc IMarket
    function isUsed(address maker, uint256 nonce) public view returns (bool) {
        return _used[maker][nonce >> 8] >> (nonce & 0xff) & 1 != 0;
    }

    /// @inheritdoc IMarket
    function counterOf(address maker) external view returns (uint256) {
        return _counters[maker];
    }
}

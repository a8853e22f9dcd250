// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ERC20Votes} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Votes.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import {IRoyalties} from "../Royalties/IRoyalties.sol";
import {IShares} from "./IShares.sol";

/// @title Share: the token of a divided title, which holds the title
/// @notice Whole shares (no decimals). Every account votes for itself until it delegates. Income is claimed per currency.
/// @dev Invariants (docs/invariants.md):
/// S1 for every currency, what all holders have claimed and can claim is at most what the title earned while divided, and less
/// than one unit per holder below it. S2 a transfer moves no income earned before it. S3 the title leaves only by an accepted
/// buy-out or an arbitrator's award.
///
/// `Royalties` counts moments: one ends when shares move after income has come. Holdings are kept by moment, and so is what
/// was earned; the income of a moment goes by the holdings in it. So both a transfer and a payment cost the same with any
/// number of holders, and with any number of currencies.
/// The one place of dust: the fraction of a unit that a holder can't be paid yet is kept for him to the last digit.
///
/// A minimal clone (ERC-1167) per divided title, created by `Shares`.
contract Share is ERC20, ERC20Permit, ERC20Votes, IERC1271 {
    using Checkpoints for Checkpoints.Trace208;

    /// @dev How far a holder's income in a currency is counted: checkpoint of its holdings (32 bits) | earned until then (208)
    /// | whether it was begun (8). Then the income counted but not paid, in units times supply.
    struct Claim {
        uint32 checkpoint;
        uint208 earned;
        bool begun;
        uint256 unpaid;
    }

    /// @dev What an account gives its votes to: the motion (160 bits) | how many votes (96; there are fewer than 2^96 shares).
    struct Backing {
        uint160 motionId;
        uint96 votes;
    }

    /// @notice Emitted when a holder takes income.
    event IncomeClaimed(address indexed account, address indexed currency, address to, uint256 amount);

    /// @notice Thrown when the caller isn't `Shares`.
    error Share_NotAllowed(address caller);
    /// @notice Thrown when there is nothing to claim.
    error Share_NothingToClaim(address account, address currency);
    /// @notice Thrown when shares would go to this contract, where nobody could claim for them.
    error Share_ToItself();

    /// @dev Changes of holdings that one claim goes through at most; whoever has more claims again.
    uint256 private constant MAX_STEPS = 200;

    IShares private immutable SHARES;
    IRoyalties private immutable ROYALTIES;

    /// @dev What an account earns by: its shares, and those that it has redeemed.
    mapping(address account => Checkpoints.Trace208) private _holdings;
    mapping(address account => mapping(address currency => Claim)) private _claims;
    mapping(address account => Backing) private _backings;

    /// @param royalties The vault.
    constructor(IRoyalties royalties) ERC20("", "") ERC20Permit("ModelDeed Share") {
        SHARES = IShares(msg.sender);
        ROYALTIES = royalties;
    }

    // ---------------------------------------------------------------------------------------------------------- shares

    /// @notice Issues all shares there will ever be. Only `Shares`, when the title has arrived.
    function issue(IShares.Allotment[] calldata allotments) external {
        _requireShares();
        ROYALTIES.divide(titleId());
        for (uint256 i = 0; i < allotments.length; ++i) {
            _mint(allotments[i].account, allotments[i].amount);
        }
    }

    /// @notice Burns all shares of an account that is paid for them. Only `Shares`.
    function redeem(address account) external returns (uint256 amount) {
        _requireShares();
        amount = balanceOf(account);
        _burn(account, amount);
    }

    /// @notice Notes that an account's votes go to a motion. Only `Shares`.
    /// @return motionId The motion that they went to before, zero for none.
    /// @return given How many of them counted there.
    function back(address account, uint256 toMotion, uint256 votes) external returns (uint256 motionId, uint256 given) {
        _requireShares();
        (motionId, given) = backingOf(account);
        // Safe: motions are counted one by one, and votes are at most the supply.
        _backings[account] = Backing(uint160(toMotion), uint96(votes));
    }

    /// @dev Who has fewer votes left than he gave gives what is left.
    function _lower(address account) private {
        (uint256 motionId, uint256 given) = backingOf(account);
        if (given == 0) return;
        uint256 left = getVotes(account);
        if (left >= given) return;
        // Safe: below what was there.
        _backings[account].votes = uint96(left);
        SHARES.lower(motionId, account, given - left, left);
    }

    /// @notice Does what `Shares` has found allowed.
    function perform(address target, bytes calldata data) external returns (bytes memory result) {
        _requireShares();
        return Address.functionCall(target, data);
    }

    /// @notice Takes a steward's signature for the holder's own (EIP-1271): vouchers, signed versions. This contract holds
    /// nothing that a signature could move.
    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        (,, address steward, uint256 boughtOut) = SHARES.divisionOf(address(this));
        bool valid = steward != address(0) && boughtOut == 0
            && SignatureChecker.isValidSignatureNowCalldata(steward, hash, signature);
        return valid ? IERC1271.isValidSignature.selector : bytes4(0xffffffff);
    }

    function _requireShares() private view {
        if (msg.sender != address(SHARES)) revert Share_NotAllowed(msg.sender);
    }

    function _update(address from, address to, uint256 amount) internal override(ERC20, ERC20Votes) {
        if (to == address(this)) revert Share_ToItself();
        super._update(from, to, amount);
        // Anybody may move nothing from anybody: no step more to count for it.
        if (amount == 0) return;
        if (from != address(0)) _lower(delegates(from));
        // Redeemed shares have sold their part of the title, not of what came while they held it: some of that may be kept still,
        // and is shared out later. So holdings always add up to what was issued.
        if (to == address(0)) return;
        uint48 moment = ROYALTIES.tick(titleId());
        if (from != address(0)) _holdings[from].push(moment, _holdings[from].latest() - uint208(amount));
        _holdings[to].push(moment, _holdings[to].latest() + uint208(amount));
    }

    // ---------------------------------------------------------------------------------------------------------- income

    /// @notice Sends the caller what its shares have earned in a currency, whenever it held them.
    /// @param currency Zero for native.
    /// @param to Where it goes.
    /// @return amount In the currency's smallest units.
    function claim(address currency, address to) external returns (uint256 amount) {
        // Checks and effects.
        Claim memory counted = _counted(msg.sender, currency);
        uint256 supply = issued();
        amount = counted.unpaid / supply;
        counted.unpaid %= supply;
        bool further = counted.checkpoint != _claims[msg.sender][currency].checkpoint;
        if (amount == 0 && !further) revert Share_NothingToClaim(msg.sender, currency);
        _claims[msg.sender][currency] = counted;
        emit IncomeClaimed(msg.sender, currency, to, amount);
        // Interactions.
        if (amount != 0) ROYALTIES.release(titleId(), currency, to, amount);
    }

    /// @notice What `claim` would send to an account now.
    function claimable(address account, address currency) external view returns (uint256 amount) {
        return _counted(account, currency).unpaid / issued();
    }

    /// @dev Counts on from where the last claim ended.
    function _counted(address account, address currency) private view returns (Claim memory counted) {
        Checkpoints.Trace208 storage holdings = _holdings[account];
        uint256 length = holdings.length();
        counted = _claims[account][currency];
        if (length == 0) return counted;
        uint256 id = titleId();
        if (!counted.begun) {
            counted.begun = true;
            counted.earned = _earnedBefore(id, currency, holdings.at(0)._key);
        }
        for (uint256 step = 0; step < MAX_STEPS; ++step) {
            bool last = counted.checkpoint + 1 == length;
            uint208 earned = last
                ? uint208(ROYALTIES.earnedUntil(id, address(this), currency, type(uint48).max))
                : _earnedBefore(id, currency, holdings.at(counted.checkpoint + 1)._key);
            counted.unpaid += uint256(holdings.at(counted.checkpoint)._value) * (earned - counted.earned);
            counted.earned = earned;
            if (last) break;
            ++counted.checkpoint;
        }
    }

    function _earnedBefore(uint256 id, address currency, uint48 moment) private view returns (uint208) {
        return uint208(ROYALTIES.earnedUntil(id, address(this), currency, moment - 1));
    }

    // ----------------------------------------------------------------------------------------------------------- views

    /// @notice The divided title.
    function titleId() public view returns (uint256 id) {
        (id,,,) = _arguments();
    }

    /// @notice The shares that were issued; redeemed ones included.
    function issued() public view returns (uint256 supply) {
        (, supply,,) = _arguments();
    }

    function name() public view override returns (string memory name_) {
        (,, name_,) = _arguments();
    }

    function symbol() public view override returns (string memory symbol_) {
        (,,, symbol_) = _arguments();
    }

    /// @notice The motion that an account gives votes to, and how many; of no meaning once that is closed.
    function backingOf(address account) public view returns (uint256 motionId, uint256 votes) {
        Backing memory backing = _backings[account];
        return (backing.motionId, backing.votes);
    }

    function _arguments() private view returns (uint256, uint256, string memory, string memory) {
        return abi.decode(Clones.fetchCloneArgs(address(this)), (uint256, uint256, string, string));
    }

    function decimals() public pure override returns (uint8) {
        return 0;
    }

    /// @notice Who votes with an account's shares: the account itself until it delegates.
    function delegates(address account) public view override returns (address delegatee) {
        delegatee = super.delegates(account);
        if (delegatee == address(0)) delegatee = account;
    }

    /// @dev To nobody is to oneself: otherwise these votes would be gone, and the next transfer would take them once more.
    function _delegate(address account, address delegatee) internal override {
        address before = delegates(account);
        super._delegate(account, delegatee == address(0) ? account : delegatee);
        _lower(before);
    }

    function clock() public view override returns (uint48) {
        return uint48(block.timestamp);
    }

    // solhint-disable-next-line func-name-mixedcase
    function CLOCK_MODE() public pure override returns (string memory) {
        return "mode=timestamp";
    }

    function nonces(address owner) public view override(ERC20Permit, Nonces) returns (uint256) {
        return super.nonces(owner);
    }
}

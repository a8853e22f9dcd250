// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title Shares: titles divided among many
/// @notice Who divides a title gives it to a `Share`, a token of its own that holds the title from then on: an ERC-20 of whole
/// shares with votes (ERC-5805). Income goes to who held how many shares when it was earned.
///
/// A steward publishes versions and offers terms for the holders; he can't move the title. Share holders appoint another, or
/// accept an offer for the whole, by a majority of votes that was stated at the division. Offers are in native money, or in the
/// one token that was named then: nobody can be bought out in a token of the majority's making.
/// The seam for governance: let the steward be a DAO.
interface IShares {
    /// @notice Who gets how many shares.
    struct Allotment {
        address account;
        uint96 amount;
    }

    /// @notice A motion's state. The order is part of the ABI.
    enum State {
        None,
        Open,
        Accepted,
        Withdrawn
    }

    /// @notice A motion of share holders.
    /// @param share The divided title's token.
    /// @param proposer Who made it; with a price, the buyer.
    /// @param candidate The steward to appoint; of no meaning with a price.
    /// @param currency The offer's; zero for native.
    /// @param price Offered per share, in the currency's smallest units; zero for the appointment of a steward.
    /// @param snapshot Votes count as they were at this second.
    /// @param accepted Votes that have accepted it.
    /// @param state Where it stands.
    struct Motion {
        address share;
        address proposer;
        address candidate;
        address currency;
        uint128 price;
        uint48 snapshot;
        uint208 accepted;
        State state;
    }

    /// @notice Emitted when a title is divided.
    event TitleDivided(
        uint256 indexed titleId,
        address indexed share,
        address indexed divider,
        uint16 majority,
        address steward,
        address currency,
        string name,
        string symbol,
        Allotment[] allotments
    );
    /// @notice Emitted when a motion is made.
    event MotionOpened(
        uint256 indexed motionId,
        address indexed share,
        address indexed proposer,
        address candidate,
        address currency,
        uint128 price,
        uint48 snapshot
    );
    /// @notice Emitted when the votes that an account gives to a motion change: it accepts, takes that back, accepts another of
    /// the same title, or parts with shares. `votes` are those that it gives now.
    event MotionSupported(uint256 indexed motionId, address indexed account, uint256 votes, uint256 accepted);
    /// @notice Emitted when a motion has its majority, and is carried out.
    event MotionAccepted(uint256 indexed motionId);
    /// @notice Emitted when its proposer withdraws a motion.
    event MotionWithdrawn(uint256 indexed motionId);
    /// @notice Emitted when a bought-out holder is paid.
    event Redeemed(uint256 indexed motionId, address indexed account, address to, uint256 shares, uint256 amount);
    /// @notice Emitted when a steward is appointed.
    event StewardAppointed(address indexed share, address indexed steward);

    /// @notice Thrown when the caller doesn't hold the title.
    error Shares_NotHolder(uint256 titleId, address caller);
    /// @notice Thrown when no account, or more than 200, or one with no shares, or too many shares in all, are allotted.
    error Shares_BadAllotments();
    /// @notice Thrown when the majority isn't above one half, 10,000 at most.
    error Shares_BadMajority(uint256 majority);
    /// @notice Thrown when the name or the symbol is empty or longer than 64 bytes.
    error Shares_BadName();
    /// @notice Thrown when no contract is at the address of the currency that a division names.
    error Shares_BadCurrency(address currency);
    /// @notice Thrown when an offer is neither in native money nor in the currency that the division named.
    error Shares_CurrencyNotNamed(address share, address currency);
    /// @notice Thrown when an address is no token of a divided title, or of one that was bought out.
    error Shares_NotDivided(address share);
    /// @notice Thrown when a motion isn't open (any more): accepted, withdrawn or 30 days old.
    error Shares_NotOpen(uint256 motionId);
    /// @notice Thrown when the caller has no votes in a motion, or has used them.
    error Shares_NoVotes(uint256 motionId, address caller);
    /// @notice Thrown when the caller isn't the proposer, or steward, or whoever else alone may do this.
    error Shares_NotAllowed(address caller);
    /// @notice Thrown when the deposit that arrives isn't price times shares.
    error Shares_WrongDeposit(uint256 expected, uint256 received);
    /// @notice Thrown when the caller has no shares to redeem.
    error Shares_NothingToRedeem(uint256 motionId, address caller);
    /// @notice Thrown when a steward asks for what he may not do.
    error Shares_ActNotAllowed(address target, bytes4 selector);

    /// @notice Divides a title that the caller holds, and has approved this contract for (ERC-721). What it has earned until
    /// now stays the caller's.
    /// @param titleId The title; final and undisputed.
    /// @param name Of the token, 1 to 64 bytes.
    /// @param symbol Of the token, 1 to 64 bytes.
    /// @param majority Of all votes, in parts per 10,000, that carries a motion; above 5,000.
    /// @param steward Who acts for the holders; zero for nobody yet.
    /// @param currency The token in which offers for the whole may be made, besides native money; zero for none. Nobody can
    /// change it later.
    /// @param allotments Who gets how many shares: 1 to 200 accounts, 2^96 - 1 shares at most in all.
    /// @return share The token, which holds the title.
    function divide(
        uint256 titleId,
        string calldata name,
        string calldata symbol,
        uint16 majority,
        address steward,
        address currency,
        Allotment[] calldata allotments
    ) external returns (address share);

    /// @notice Moves to appoint a steward. Anybody who holds shares.
    function proposeSteward(address share, address candidate) external returns (uint256 motionId);

    /// @notice Offers to buy all shares, and deposits the price of all of them. The title goes to the buyer if holders accept.
    /// @param currency Zero for native, which is sent along; or the one that the division named, which is pulled from the caller's
    /// allowance to this contract.
    /// @param price Per share, in the currency's smallest units; the same for everybody.
    function offerBuyout(address share, address currency, uint128 price) external payable returns (uint256 motionId);

    /// @notice Accepts a motion with the votes that the caller had at its snapshot and still has. The majority carries it out at once.
    /// An account gives its votes to one motion of a title at a time: those given to another are taken back. Whoever parts with
    /// shares, or with votes delegated to him, takes back what he can't cover any more.
    function accept(uint256 motionId) external;

    /// @notice Takes an acceptance back, while the motion is open.
    function retract(uint256 motionId) external;

    /// @notice Tells that an account has fewer votes left than it gave. Only the motion's token, as shares move.
    /// @param by How many fewer.
    /// @param left How many still count.
    function lower(uint256 motionId, address account, uint256 by, uint256 left) external;

    /// @notice Withdraws a motion that isn't accepted, and returns its deposit. Only its proposer.
    function withdrawMotion(uint256 motionId, address to) external;

    /// @notice Burns all shares of the caller's, and pays the accepted price for each.
    /// @return amount In the offer's currency's smallest units.
    function redeem(uint256 motionId, address to) external returns (uint256 amount);

    /// @notice Acts as the title's holder. Only the steward, and only: publish a version, offer and withdraw terms, end
    /// renewals, grant and honor licenses, cancel vouchers. Vouchers he signs count as the holder's (EIP-1271).
    function act(address share, address target, bytes calldata data) external returns (bytes memory result);

    /// @notice A motion.
    function motionOf(uint256 motionId) external view returns (Motion memory);

    /// @notice The token that offers for a divided title may be made in, besides native money; zero for none.
    function currencyOf(address share) external view returns (address);

    /// @notice A divided title's terms of division; zero for none. `boughtOut` is the accepted motion, 0 for none.
    function divisionOf(address share)
        external
        view
        returns (uint256 titleId, uint16 majority, address steward, uint256 boughtOut);
}

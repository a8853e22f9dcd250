// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title Royalties: the vault of all income
/// @notice Whoever pays a title pays its whole lineage in that one call: a part of the money goes to each ancestor as the
/// title's vector says, the rest to the title. Nothing is sent; everybody withdraws, and one withdrawal collects what all
/// payments to a title and to all its descendants have brought.
///
/// The vector of a title is made once, when it is registered with royalties: each parent gets its royalty of the title's
/// income, and of that passes on to its own parents what its own vector says, as if it had been paid itself.
///
/// Every title has a numbered account. Income is credited to (number, payee, currency): the payee is zero until the holder
/// first transfers the title, then whoever received it. So what was earned before a sale stays the seller's.
///
/// What comes to a title that may still be taken over is *kept*: neither its holder nor its ancestors get any of it. When the
/// title and all its ancestors are final, its vector is *ripe*, and never changes again: what was kept is distributed by it at the
/// next payment, withdrawal or `settle`. If the title is lost before that, the money goes with it to the winner.
/// Currencies are ERC-20 tokens by address, or zero for the chain's native currency. Amounts are in their smallest units.
interface IRoyalties {
    // --------------------------------------------------------------------------------------------------------- vectors

    /// @notice Emitted when a title gets an account: at its first payment, or when a child is bound to pay it.
    event AccountOpened(uint256 indexed titleId, uint256 indexed number);

    /// @notice Emitted when a title is bound to pay its ancestors, and again if its vector ripens to another, because a parent
    /// was taken over meanwhile.
    /// @param titleId The title.
    /// @param accounts The ancestors' account numbers, ascending.
    /// @param parts What each gets of every payment to the title, in parts per 10^12.
    event VectorBound(uint256 indexed titleId, uint256[] accounts, uint256[] parts);

    /// @notice Emitted when a title was taken over by an earlier priority: it owes its ancestors nothing any more.
    event VectorReleased(uint256 indexed titleId);

    /// @notice Thrown when the caller isn't the contract that may ask for this.
    error Royalties_NotAllowed(address caller);
    /// @notice Thrown when the parents' royalties exceed 10,000 in sum.
    error Royalties_TooHigh(uint256 sum);

    /// @notice Binds a title to its parents' royalties. Only `Offers`, when it registers the title.
    /// @param titleId The title.
    /// @param parents At most 16 titles, none twice.
    /// @param royalties What each gets of the title's income, in parts per 10,000; 10,000 at most in sum. A parent with zero
    /// isn't in the vector.
    function bind(uint256 titleId, uint256[] calldata parents, uint16[] calldata royalties) external;

    /// @notice Makes a title's vector ripe, if it can be: it and all its ancestors are final. Payments, withdrawals and `settle`
    /// do so on their way, for 32 titles at most; only a wider lineage needs this, from its oldest titles on. Anybody may.
    /// @param asset A title's first fingerprint or a later version, as a number.
    /// @return ripe Whether it is.
    function ripen(uint256 asset) external returns (bool ripe);

    /// @notice What a payment to a title brings to its ancestors. Until the vector is ripe it may change.
    /// @return titleIds The ancestors, in the order of their account numbers; 32 at most.
    /// @return parts Parts per 10^12 of each payment.
    function vectorOf(uint256 titleId) external view returns (uint256[] memory titleIds, uint256[] memory parts);

    // ------------------------------------------------------------------------------------------------------------- pay

    /// @notice Emitted for each payment. Each ancestor gets floor(received * part / 10^12), by `VectorBound` as it was last.
    /// @param titleId The title paid.
    /// @param currency Zero for native.
    /// @param payer Whose money it was; the title's till for a resale royalty.
    /// @param received What arrived here.
    /// @param own What the title itself gets: all that the ancestors don't, the dust of their rounding down included. If kept: all.
    /// @param ownPayee The payee to whom `own` was credited, or under whose key it is kept.
    /// @param kept Whether it was kept until the vector is ripe: then the ancestors got nothing yet, and `Distributed` follows.
    event Paid(
        uint256 indexed titleId,
        address indexed currency,
        address indexed payer,
        uint256 received,
        uint256 own,
        address ownPayee,
        bool kept
    );

    /// @notice Emitted when what was kept is distributed. Each ancestor gets floor(amount * part / 10^12), by `VectorBound` as it
    /// was last.
    /// @param titleId The title that was paid.
    /// @param currency Zero for native.
    /// @param payee The key under which it was kept.
    /// @param amount All that was kept there.
    /// @param own What the ancestors don't get: credited to the title under `payee`.
    event Distributed(
        uint256 indexed titleId, address indexed currency, address indexed payee, uint256 amount, uint256 own
    );

    /// @notice Emitted when what was a title, and has an account, becomes a version of another: dissolved, or published later.
    /// What it earned until then is the other's once that is final, as if it had come there now.
    /// @param titleId What was a title.
    /// @param into The title of which it is a version.
    /// @param payee Under which key of that one's.
    event TitleJoined(uint256 indexed titleId, uint256 indexed into, address indexed payee);

    /// @notice Emitted when such income moves to the account of the title that it belongs to.
    /// @param kept What is kept there from now on, until it is distributed.
    /// @param credited What is credited there.
    event IncomeJoined(
        uint256 indexed titleId,
        uint256 indexed into,
        address indexed currency,
        address payee,
        uint256 kept,
        uint256 credited
    );

    /// @notice Thrown when nothing is kept there.
    error Royalties_NothingKept(uint256 titleId, address payee, address currency);

    /// @notice Thrown when a fingerprint belongs to no title.
    error Royalties_UnknownTitle(uint256 titleId);
    /// @notice Thrown when the native amount sent isn't the one stated (zero for a payment in tokens).
    error Royalties_WrongValue(uint256 expected, uint256 sent);
    /// @notice Thrown when nothing arrived, or the token says that we hold less than before.
    error Royalties_NothingReceived(address currency);
    /// @notice Thrown for an amount of 2^208 units or more: no honest currency has that many.
    error Royalties_TooMuch(uint256 amount);

    /// @notice Pays a title and its ancestors. Anybody may; tokens are pulled from the caller's allowance to this contract.
    /// @dev A token that takes a fee on the way is credited as received. A token whose balances change on their own
    /// (rebasing) must not be used: wrap it first.
    /// @param asset A title's first fingerprint or a later version, as a number.
    /// @param currency Zero for native, which is sent along.
    /// @param amount In the currency's smallest units; not zero.
    /// @return received What arrived and was credited.
    function pay(uint256 asset, address currency, uint256 amount) external payable returns (uint256 received);

    /// @notice As `pay`, from the allowance that `payer` gave this contract. Only `Licensing`, for its own callers.
    function payFrom(address payer, uint256 titleId, address currency, uint256 amount)
        external
        payable
        returns (uint256 received);

    /// @notice Credits what has come to a title's till (resale royalties of any marketplace): to its ancestors as a
    /// payment, the title's own part to its registrant; to the title itself while it is provisional, or if it bears no resale
    /// royalty. Anybody may.
    /// @param titleId The title. The till of a title that was dissolved, or of a version, is credited to its present title.
    /// @param currency Zero for native.
    /// @return received What was in the till.
    function collect(uint256 titleId, address currency) external returns (uint256 received);

    /// @notice Distributes what is kept of a title's income. Anybody may. Reverts `Royalties_Waits` while the vector isn't ripe.
    /// Of a version that was a title, and is final, it moves all to the other title's account, and distributes it if that one's
    /// vector is ripe; before it is final it reverts too.
    /// @param titleId The title, as it was paid.
    /// @param payee Zero for what came before its first transfer; then whom `Paid` names.
    /// @param currency Zero for native.
    /// @return amount What was distributed, or moved.
    function settle(uint256 titleId, address payee, address currency) external returns (uint256 amount);

    // -------------------------------------------------------------------------------------------------------- withdraw

    /// @notice Emitted for each withdrawal, or part of one, from an account.
    event Withdrawn(
        uint256 indexed titleId, address indexed currency, address indexed payee, address to, uint256 amount
    );
    /// @notice Emitted when the income of a title goes to another payee from now on.
    /// @param titleId The title.
    /// @param payee The key under which it is credited.
    /// @param holder Whose it is: the same account, but for an account that an award took from it before.
    event PayeeChanged(uint256 indexed titleId, address indexed payee, address indexed holder);
    /// @notice Emitted when what a payee hasn't withdrawn belongs to another: to the seller after the first sale (payee
    /// zero), or to whom an arbitrator awarded the title.
    event PayeeReplaced(uint256 indexed titleId, address indexed payee, address indexed heir);

    /// @notice Thrown when the caller has nothing there to withdraw.
    error Royalties_NothingToWithdraw(uint256 titleId, address currency, address caller);
    /// @notice Thrown while the income of a title's present holder waits: the title or one of its ancestors is provisional, or
    /// (if `disputed`) its arbitrator holds it disputed.
    error Royalties_Waits(uint256 titleId, bool disputed);
    /// @notice Thrown when more is asked for than there is.
    error Royalties_Insufficient(uint256 titleId, address payee, uint256 balance, uint256 asked);

    /// @notice Sends all that is the caller's of a title's income: as its holder, as a past holder, as its registrant. What was
    /// kept for it is distributed before.
    /// @param titleId The title, as it was paid. Of a version that was a title what came before goes to the other title's account,
    /// and from there all that is the caller's.
    /// @param currency Zero for native.
    /// @param to Where it goes.
    /// @return amount What was sent, in the currency's smallest units.
    function withdraw(uint256 titleId, address currency, address to) external returns (uint256 amount);

    /// @notice Sends what an arbitrator's award gave the caller of a past payee's income.
    function withdrawFrom(uint256 titleId, address payee, address currency, address to)
        external
        returns (uint256 amount);

    /// @notice What `withdraw` would send to `account` now, and what waits (provisional, disputed).
    /// @return due That; more may be sent if the vector ripens with it. Of a version that was a title: of what came to it as one.
    /// @return waiting What is credited to it, and all that is kept, of which the ancestors will get their parts.
    function dueTo(uint256 titleId, address account, address currency)
        external
        view
        returns (uint256 due, uint256 waiting);

    /// @notice What is kept under a key until the title's vector is ripe.
    function keptOf(uint256 titleId, address payee, address currency) external view returns (uint256);

    /// @notice What an account holds. What is kept isn't in it.
    function balanceOf(uint256 titleId, address payee, address currency) external view returns (uint256);

    /// @notice The key under which a title's income is credited now; zero until its first transfer.
    function payeeOf(uint256 titleId) external view returns (address payee);

    /// @notice A title's account number; 0 for none yet.
    function numberOf(uint256 titleId) external view returns (uint256 number);

    /// @notice The title of an account number.
    function titleIdOf(uint256 number) external view returns (uint256 titleId);

    // --------------------------------------------------------------------------------------------------------- divided

    /// @notice Emitted when a title's payee keeps accounts by moments from now on.
    event Divided(uint256 indexed titleId, address indexed payee);

    /// @notice Declares the caller, who holds the title, a payee that divides its income among many.
    /// @dev From then on its income is recorded by moments, so that it can be shared by who held what when; also if the title
    /// leaves it and comes back. Only for the token that `Shares` made of this title. Refused (`Royalties_Waits`) while the title is provisional or disputed.
    function divide(uint256 titleId) external;

    /// @notice Ends the present moment if income has come in it. Called by the divided payee before its holdings change.
    /// @return moment The moment that begins, or goes on. It never falls, even if the caller isn't the title's divided payee
    /// any more, and so earns nothing until the title comes back to it.
    function tick(uint256 titleId) external returns (uint48 moment);

    /// @notice All income credited to a divided payee until the end of a moment, withdrawn or not.
    function earnedUntil(uint256 titleId, address payee, address currency, uint48 moment)
        external
        view
        returns (uint256 earned);

    /// @notice Sends a part of the caller's own account: for a payee that divides.
    function release(uint256 titleId, address currency, address to, uint256 amount) external;
}

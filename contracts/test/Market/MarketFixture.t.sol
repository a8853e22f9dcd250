// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IMarket} from "../../src/Market/IMarket.sol";
import {IShares} from "../../src/Shares/IShares.sol";
import {Share} from "../../src/Shares/Share.sol";
import {ITitles} from "../../src/Titles/ITitles.sol";
import {RoyaltiesFixture} from "../Royalties/RoyaltiesFixture.t.sol";

/// @dev A final title of SELLER's, `id`, that owes ALICE's parent a tenth of its income and bears a resale royalty of a
/// twentieth; and BUYER, who has money.
abstract contract MarketFixture is RoyaltiesFixture {
    uint256 internal constant SELLER_KEY = 0x5E11E8;
    uint256 internal constant BUYER_KEY = 0xB07E8;
    uint128 internal constant SALE = 1_000_003;
    /// @dev A twentieth of it, rounded down.
    uint256 internal constant ROYALTY = 50_000;

    address internal immutable SELLER = vm.addr(SELLER_KEY);
    address internal immutable BUYER = vm.addr(BUYER_KEY);

    uint256 internal parentId;
    uint256 internal id;
    bytes32[] internal noTerms;

    function setUp() public virtual override {
        super.setUp();
        parentId = register(ALICE, fp(0));
        ITitles.Registration memory r = resellable(fp(1));
        r.parents = one(parentId, 1_000);
        id = bind(SELLER, r);
        pass(PERIOD);
        for (uint256 i = 0; i < 4; ++i) {
            allow([SELLER, BUYER, BOB, CAROL][i]);
        }
    }

    /// @dev Money, and the market may take it; titles too.
    function allow(address account) internal {
        token.mint(account, 1e15);
        vm.deal(account, 1000 ether);
        vm.prank(account);
        token.approve(address(market), type(uint256).max);
        vm.prank(account);
        token.approve(address(royalties), type(uint256).max);
        vm.prank(account);
        titles.setApprovalForAll(address(market), true);
    }

    // ---------------------------------------------------------------------------------------------------------- orders

    /// @dev For `id`, for an hour.
    function selling(address currency) internal view returns (IMarket.Order memory o) {
        o.maker = SELLER;
        o.asset = address(titles);
        o.titleId = id;
        o.amount = 1;
        o.currency = currency;
        o.price = SALE;
        o.maxRoyalty = 500;
        o.deadline = uint40(time() + 1 hours);
    }

    function buying() internal view returns (IMarket.Order memory o) {
        o = selling(address(token));
        (o.side, o.maker) = (IMarket.Side.Buy, BUYER);
    }

    function digestOf(IMarket.Order memory o) internal view returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("ModelDeed Market"),
                keccak256("1"),
                block.chainid,
                address(market)
            )
        );
        return keccak256(abi.encodePacked(hex"1901", domain, market.hashOf(o)));
    }

    function signatureOf(IMarket.Order memory o) internal view returns (bytes memory) {
        return sign(o.maker == SELLER ? SELLER_KEY : BUYER_KEY, digestOf(o));
    }

    function fill(address taker, IMarket.Order memory o, uint96 amount) internal {
        bytes memory signature = signatureOf(o);
        uint256 value = o.currency == NATIVE ? (uint256(o.price) * amount + o.amount - 1) / o.amount : 0;
        vm.prank(taker);
        market.fill{value: value}(o, signature, amount, noTerms, 0);
    }

    function fill(address taker, IMarket.Order memory o) internal {
        fill(taker, o, 1);
    }

    function refuseFill(address taker, IMarket.Order memory o, bytes memory reason) internal {
        bytes memory signature = signatureOf(o);
        vm.expectRevert(reason);
        vm.prank(taker);
        market.fill{value: o.currency == NATIVE ? o.price : 0}(o, signature, 1, noTerms, 0);
    }

    function cancel(address maker, uint256 nonce) internal {
        uint256[] memory nonces = new uint256[](1);
        nonces[0] = nonce;
        vm.prank(maker);
        market.cancel(nonces);
    }

    // ---------------------------------------------------------------------------------------------------------- shares

    /// @dev `id` divided: 600 of SELLER's, 400 of BUYER's, who both let the market take them.
    function divided() internal returns (Share share) {
        IShares.Allotment[] memory list = new IShares.Allotment[](2);
        (list[0], list[1]) = (IShares.Allotment(SELLER, 600), IShares.Allotment(BUYER, 400));
        vm.prank(SELLER);
        titles.approve(address(shares), id);
        vm.prank(SELLER);
        share = Share(shares.divide(id, "Shares of a model", "MODEL", 6_000, BOB, address(0), list));
        vm.prank(SELLER);
        share.approve(address(market), type(uint256).max);
        vm.prank(BUYER);
        share.approve(address(market), type(uint256).max);
    }

    /// @dev All 600 for `price`.
    function sellingShares(Share share, address currency, uint128 price)
        internal
        view
        returns (IMarket.Order memory o)
    {
        o = selling(currency);
        (o.asset, o.amount, o.price) = (address(share), 600, price);
    }

    // -------------------------------------------------------------------------------------------------------- auctions

    /// @dev Of `id`: reserve 100, steps of a tenth, an hour, five minutes after each bid.
    function auction(address currency) internal returns (uint256) {
        vm.prank(SELLER);
        return market.startAuction(address(titles), id, 1, currency, 100, 1_000, 1 hours, 5 minutes);
    }

    function bid(address bidder, uint256 auctionId, uint128 amount) internal {
        address currency = market.auctionOf(auctionId).currency;
        vm.prank(bidder);
        market.bid{value: currency == NATIVE ? amount : 0}(auctionId, amount);
    }

    function refuseBid(address bidder, uint256 auctionId, uint128 amount, bytes memory reason) internal {
        address currency = market.auctionOf(auctionId).currency;
        vm.expectRevert(reason);
        vm.prank(bidder);
        market.bid{value: currency == NATIVE ? amount : 0}(auctionId, amount);
    }

    function checkOwed(address account, address currency, uint256 amount, string memory what) internal view {
        vm.assertEq(market.owedTo(account, currency), amount, what);
    }

    /// @dev Of any token.
    function holds(address account, address currency) private view returns (uint256) {
        return currency == NATIVE ? account.balance : IERC20(currency).balanceOf(account);
    }

    /// @dev Takes out what an account is owed, and holds what arrives against it.
    function refund(address account, address currency, uint256 amount) internal {
        uint256 before = holds(account, currency);
        vm.assertEq(market.withdraw(account, currency), amount, "answered");
        vm.assertEq(holds(account, currency) - before, amount, "arrived");
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Share} from "../../src/Shares/Share.sol";
import {IShares} from "../../src/Shares/IShares.sol";
import {ITitles} from "../../src/Titles/ITitles.sol";
import {Token} from "../Tokens/Token.t.sol";
import {World} from "../World.t.sol";
import {MarketHandler} from "./MarketHandler.t.sol";

contract MarketInvariants is World {
    uint256 private constant PERIOD = 7 days;
    uint256 private constant ACTORS = 4;
    uint256 private constant EACH = 1e12;
    uint256 private constant STEPS = 6_000;

    MarketHandler private handler;
    Token private token;
    Share private share;
    uint256[2] private ids;

    function setUp() public {
        found(PERIOD);
        token = new Token(6);
        uint256 divided = title(vm.addr(0xAC7000), 3);
        ids = [title(vm.addr(0xAC7000), 1), title(vm.addr(0xAC7001), 2)];
        vm.warp(time() + PERIOD);
        share = divide(divided);
        bytes memory arguments = abi.encode(market, titles, token, share, ids, divided);
        handler = MarketHandler(vm.deployCode("MarketHandler.t.sol:MarketHandler", arguments));
        for (uint256 a = 0; a < ACTORS; ++a) {
            token.mint(handler.actor(a), EACH);
            vm.deal(handler.actor(a), EACH);
        }
    }

    function title(address owner, uint256 i) private returns (uint256) {
        ITitles.Registration memory r;
        (r.fingerprint, r.manifestDigest, r.name) = (bytes32(i << 128), bytes32(i), "A model");
        (r.arbitrator, r.resaleRoyalty) = (address(0x70D6E), 500);
        vm.prank(owner);
        return titles.register(r, new bytes32[](0));
    }

    function divide(uint256 id) private returns (Share) {
        IShares.Allotment[] memory list = new IShares.Allotment[](ACTORS);
        for (uint256 a = 0; a < ACTORS; ++a) {
            list[a] = IShares.Allotment(vm.addr(0xAC7000 + a), 100);
        }
        vm.prank(vm.addr(0xAC7000));
        titles.approve(address(shares), id);
        vm.prank(vm.addr(0xAC7000));
        return Share(shares.divide(id, "Shares", "S", 6_000, address(0), address(0), list));
    }

    /// @dev forge calls nothing but the handler.
    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    /// @dev All in one campaign: forge gives each invariant function the same calls, so that several would see nothing more.
    function invariant_M1_to_M6_HoldUnderRandomDealers() public view {
        check();
    }

    function check() private view {
        for (uint256 c = 0; c < 2; ++c) {
            checkMoney(c);
        }
        uint256 inLots = 0;
        for (uint256 i = 0; i < handler.lotCount(); ++i) {
            inLots += checkLot(i);
        }
        for (uint256 a = 0; a < ACTORS; ++a) {
            inLots += share.balanceOf(handler.actor(a));
        }
        vm.assertEq(inLots, 400, "M4: every share is somebody's");
        vm.assertEq(titles.balanceOf(address(market)), 0, "M4: no title stays with the market");
    }

    function checkMoney(uint256 c) private view {
        uint256 due = 0;
        for (uint256 i = 0; i < handler.lotCount(); ++i) {
            MarketHandler.Lot memory l = handler.lot(i);
            if (l.open && l.currency == c) due += l.highest;
        }
        uint256 all = handler.held(address(market), c);
        for (uint256 a = 0; a < ACTORS; ++a) {
            due += owed(handler.actor(a), c);
            all += handler.held(handler.actor(a), c);
        }
        for (uint256 t = 0; t < 2; ++t) {
            due += owed(handler.tillOf(t), c);
            all += handler.held(handler.tillOf(t), c);
        }
        vm.assertEq(handler.held(address(market), c), due, "M1: covered, to the unit");
        vm.assertEq(all, ACTORS * EACH, "M3: nothing lost or made");
    }

    function owed(address account, uint256 c) private view returns (uint256 amount) {
        amount = market.owedTo(account, handler.currencyOf(c));
        vm.assertEq(amount, handler.owed(account, c), "M5: what is owed");
    }

    /// @dev The shares in a lot. One whose auction was sold is empty, and so is one of shares whose auction is over.
    function checkLot(uint256 i) private view returns (uint256 sharesIn) {
        MarketHandler.Lot memory l = handler.lot(i);
        address at = market.auctionOf(i + 1).lot;
        sharesIn = share.balanceOf(at);
        vm.assertEq(sharesIn, l.ofShares && l.open ? 3 : 0, "M4: shares");
        if (l.sold) vm.assertEq(titles.balanceOf(at), 0, "M4: sold");
    }

    /// @dev A long run of the handler's own: nothing that it can do stays undone, and the books hold after each step.
    function test_invariant_TheMarketHandlerReachesEveryOutcome() public {
        for (uint256 i = 0; i < STEPS; ++i) {
            uint256 r = uint256(keccak256(abi.encode("market", i)));
            act(r % 16, r >> 8);
            if (i % 256 == 0) check();
        }
        check();
        for (uint256 d = 0; d <= uint256(type(MarketHandler.Deed).max); ++d) {
            vm.assertTrue(handler.done(MarketHandler.Deed(d)) != 0, string.concat("deed ", vm.toString(d)));
        }
    }

    function act(uint256 which, uint256 r) private {
        (uint256 a, uint256 b, uint256 c, uint256 d) = (r & 0xffff, r >> 16 & 0xffff, r >> 32 & 0xffff, r >> 48);
        d &= type(uint128).max;
        if (which == 0) handler.trade(a, b, c, d, d >> 7);
        else if (which == 1) handler.tradeShares(a, b, uint96(c), d);
        else if (which == 2 && c % 8 == 0) handler.cancel(a, d);
        else if (which == 3 && c % 16 == 0) handler.cancelAll(a, b);
        else if (which == 4 && c % 4 == 0) handler.start(a, b, c >> 4, d);
        else if (which <= 8) handler.bid(a, b, d);
        else if (which == 9) handler.settle(a, d);
        else if (which == 10) handler.cancelAuction(a, d);
        else if (which == 11) handler.returnLot(a, d);
        else if (which == 12) handler.withdraw(a, b, d);
        else if (which == 13) handler.pass(d);
        else if (which == 14 && c % 4 == 0) handler.dispute(a, d);
        else if (which == 15) handler.award(a, b, d);
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IOffers} from "../../src/Licensing/IOffers.sol";
import {ITitles} from "../../src/Titles/ITitles.sol";
import {Token} from "../Tokens/Token.t.sol";
import {World} from "../World.t.sol";

/// @dev The provisional lineage of vectors/royalties.json, for real: paid while it may be taken over, partly taken over with other
/// parents, ripened and distributed. What each title kept, and has in the end, is what the C# model has computed.
contract RipeningTest is World {
    uint256 private constant TITLES = 40;
    address private constant THIEF = address(0x7141EF);

    string private json;
    Token private token;
    uint256[] private paid;
    bytes32[] private amounts;
    mapping(uint256 title => uint256) private kept;

    function setUp() public {
        found(7 days);
        json = vm.readFile("../vectors/royalties.json");
        token = new Token(18);
        token.mint(address(this), 1e40);
        token.approve(address(royalties), type(uint256).max);
        paid = numbers("paid");
        amounts = words("amounts");
    }

    function numbers(string memory name) private view returns (uint256[] memory) {
        return abi.decode(vm.parseJson(json, string.concat(".ripening.", name)), (uint256[]));
    }

    function words(string memory name) private view returns (bytes32[] memory) {
        return vm.parseJsonBytes32Array(json, string.concat(".ripening.", name));
    }

    function idOf(uint256 title) private pure returns (uint256) {
        return (title + 1) << 128;
    }

    /// @dev One for each, who holds none of its parents.
    function winnerOf(uint256 title) private pure returns (address) {
        return address(uint160(0xA11CE000 + title));
    }

    function leafOf(uint256 title) private pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(winnerOf(title), bytes32(idOf(title)), bytes32(0)))));
    }

    /// @dev From the flat lists `counts`, `parents` and `rates`, from `edge` on.
    function statement(uint256 title, uint256 count, uint256 edge, uint256[] memory parents, uint256[] memory rates)
        private
        pure
        returns (ITitles.Registration memory r)
    {
        (r.fingerprint, r.manifestDigest, r.name) = (bytes32(idOf(title)), keccak256(abi.encode(title)), "A model");
        r.parents = new ITitles.Parent[](count);
        for (uint256 i = 0; i < count; ++i) {
            r.parents[i] = ITitles.Parent(idOf(parents[edge + i]), uint16(rates[edge + i]));
        }
    }

    function register(address owner, ITitles.Registration memory r) private {
        vm.roll(height() + 1);
        vm.prank(owner);
        offers.register(r, new bytes32[](0), new uint256[](r.parents.length), new IOffers.Terms[](0));
    }

    function bindAll() private {
        uint256[] memory counts = numbers("boundCounts");
        uint256[] memory parents = numbers("boundParents");
        uint256[] memory rates = numbers("boundRoyalties");
        uint256 edge = 0;
        vm.assertEq(counts.length, TITLES, "titles");
        for (uint256 title = 0; title < TITLES; ++title) {
            register(THIEF, statement(title, counts[title], edge, parents, rates));
            edge += counts[title];
        }
    }

    function takeOver() private {
        uint256[] memory lost = numbers("lost");
        uint256[] memory counts = numbers("wonCounts");
        uint256[] memory parents = numbers("wonParents");
        uint256[] memory rates = numbers("wonRoyalties");
        uint256 edge = 0;
        for (uint256 i = 0; i < lost.length; ++i) {
            ITitles.Registration memory r = statement(lost[i], counts[i], edge, parents, rates);
            r.anchorRoot = leafOf(lost[i]);
            register(winnerOf(lost[i]), r);
            edge += counts[i];
        }
        vm.assertTrue(lost.length > 5 && edge > 5, "taken over, with parents");
    }

    function pay(uint256 first, uint256 end) private {
        for (uint256 i = first; i < end; ++i) {
            royalties.pay(idOf(paid[i]), address(token), uint256(amounts[i]));
            kept[paid[i]] += uint256(amounts[i]);
        }
    }

    function test_ripening_WhatWasKeptGoesByTheLastVectors() public {
        for (uint256 title = 0; title < TITLES; ++title) {
            anchors.anchor(leafOf(title));
        }
        vm.warp(time() + 1 hours);
        bindAll();
        pay(0, paid.length / 2);
        takeOver();
        pay(paid.length / 2, paid.length);
        checkKept();
        vm.warp(time() + 7 days);
        uint256[] memory lengths = numbers("vectorLengths");
        for (uint256 title = 0; title < TITLES; ++title) {
            vm.assertTrue(royalties.ripen(idOf(title)), "ripe");
            (uint256[] memory ancestors,) = royalties.vectorOf(idOf(title));
            vm.assertEq(ancestors.length, lengths[title], "entries");
        }
        // In any order: the newest first.
        for (uint256 title = TITLES; title > 0; --title) {
            if (kept[title - 1] != 0) royalties.settle(idOf(title - 1), address(0), address(token));
        }
        checkBalances();
    }

    function checkKept() private view {
        bytes32[] memory expected = words("kept");
        for (uint256 title = 0; title < TITLES; ++title) {
            vm.assertEq(royalties.keptOf(idOf(title), address(0), address(token)), uint256(expected[title]), "kept");
        }
    }

    function checkBalances() private view {
        bytes32[] memory expected = words("balances");
        uint256 sum = 0;
        for (uint256 title = 0; title < TITLES; ++title) {
            uint256 balance = royalties.balanceOf(idOf(title), address(0), address(token));
            vm.assertEq(balance, uint256(expected[title]), "balance");
            sum += balance;
        }
        vm.assertEq(sum, token.balanceOf(address(royalties)), "conserved");
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IOffers} from "../../src/Licensing/IOffers.sol";
import {ITitles} from "../../src/Titles/ITitles.sol";
import {Token} from "../Tokens/Token.t.sol";
import {World} from "../World.t.sol";

/// @dev The lineages of vectors/royalties.json, registered and paid for real: every entry of every vector, and every credit of
/// every payment, is what the C# model has computed.
contract ReplayTest is World {
    uint256 private constant TITLES = 200;

    string private json;
    string private graph;
    Token private token;

    uint256[] private counts;
    uint256[] private parents;
    uint256[] private rates;
    uint256[] private lengths;
    uint256[] private accounts;
    uint256[] private parts;
    uint256[] private paid;
    uint256[] private standing;
    bytes32[] private amounts;
    bytes32[] private credits;

    /// @dev How far the flat lists were read.
    uint256 private edge;
    uint256 private entry;
    uint256 private payment;
    uint256 private credit;

    mapping(uint256 title => uint256) private firstEntry;
    mapping(uint256 title => uint256) private balance;

    function setUp() public {
        found(7 days);
        json = vm.readFile("../vectors/royalties.json");
        token = new Token(18);
        token.mint(address(this), type(uint256).max);
        token.approve(address(royalties), type(uint256).max);
    }

    function test_replay_Chains() public {
        replay(0, "chains");
    }

    function test_replay_Wide() public {
        replay(1, "wide");
    }

    function test_replay_Diamonds() public {
        replay(2, "diamonds");
    }

    function test_replay_Equals() public {
        replay(3, "equals");
    }

    function test_replay_Mixed() public {
        replay(4, "mixed");
    }

    function replay(uint256 index, string memory name) private {
        graph = string.concat(".graphs[", vm.toString(index), "]");
        vm.assertEq(vm.parseJsonString(json, string.concat(graph, ".name")), name, "name");
        load();
        for (uint256 title = 0; title < TITLES; ++title) {
            register(title);
            while (payment < paid.length && standing[payment] == title + 1) pay();
        }
        checkAccounts(numbers("accounts"));
        vm.assertEq(counts.length, TITLES, "titles");
        vm.assertTrue(edge == parents.length && entry == parts.length, "all edges and entries");
        vm.assertTrue(payment == paid.length && credit == credits.length && payment > 20, "all payments and credits");
    }

    function load() private {
        (counts, parents, rates) = (numbers("parentCounts"), numbers("parents"), numbers("royalties"));
        lengths = numbers("vectorLengths");
        accounts = numbers("vectorAccounts");
        parts = numbers("vectorParts");
        (paid, standing) = (numbers("payments.titles"), numbers("payments.standing"));
        amounts = vm.parseJsonBytes32Array(json, string.concat(graph, ".payments.amounts"));
        credits = vm.parseJsonBytes32Array(json, string.concat(graph, ".payments.credits"));
    }

    function numbers(string memory name) private view returns (uint256[] memory) {
        return abi.decode(vm.parseJson(json, string.concat(graph, ".", name)), (uint256[]));
    }

    /// @dev Ids ascend with the order of registration, as parents must.
    function idOf(uint256 title) private pure returns (uint256) {
        return (title + 1) << 128;
    }

    function register(uint256 title) private {
        ITitles.Registration memory r;
        (r.fingerprint, r.manifestDigest, r.name) = (bytes32(idOf(title)), keccak256(abi.encode(title)), "A model");
        r.parents = new ITitles.Parent[](counts[title]);
        for (uint256 i = 0; i < r.parents.length; ++i) {
            r.parents[i] = ITitles.Parent(idOf(parents[edge]), uint16(rates[edge]));
            ++edge;
        }
        offers.register(r, new bytes32[](0), new uint256[](r.parents.length), new IOffers.Terms[](0));
        (uint256[] memory ancestors, uint256[] memory gets) = royalties.vectorOf(idOf(title));
        vm.assertEq(ancestors.length, lengths[title], "entries");
        firstEntry[title] = entry;
        for (uint256 i = 0; i < ancestors.length; ++i) {
            vm.assertEq(ancestors[i], royalties.titleIdOf(accounts[entry]), "ancestor");
            vm.assertEq(gets[i], parts[entry], "part");
            ++entry;
        }
    }

    function pay() private {
        uint256 title = paid[payment];
        // Only final titles pass on what they get; 32 of them ripen on a payment's way.
        vm.warp(time() + 7 days);
        for (uint256 older = 0; older <= title; ++older) {
            vm.assertTrue(royalties.ripen(idOf(older)), "ripe");
        }
        royalties.pay(idOf(title), address(token), uint256(amounts[payment++]));
        for (uint256 i = 0; i < lengths[title]; ++i) {
            check(royalties.titleIdOf(accounts[firstEntry[title] + i]));
        }
        check(idOf(title));
    }

    function check(uint256 titleId) private {
        balance[titleId] += uint256(credits[credit++]);
        vm.assertEq(royalties.balanceOf(titleId, address(0), address(token)), balance[titleId], "credit");
    }

    /// @dev The numbers of all accounts, and that nobody has more than his credits.
    function checkAccounts(uint256[] memory opened) private view {
        uint256 sum = 0;
        for (uint256 i = 0; i < opened.length; ++i) {
            uint256 id = idOf(opened[i]);
            vm.assertEq(royalties.numberOf(id), i + 1, "number");
            vm.assertEq(royalties.balanceOf(id, address(0), address(token)), balance[id], "balance");
            sum += balance[id];
        }
        vm.assertEq(royalties.titleIdOf(opened.length + 1), 0, "no further account");
        vm.assertEq(sum, token.balanceOf(address(royalties)), "conserved");
    }
}

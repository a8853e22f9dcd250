// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IRoyalties} from "../../src/Royalties/IRoyalties.sol";
import {Vectors} from "../../src/Royalties/Vectors.sol";
import {ITitles} from "../../src/Titles/ITitles.sol";
import {RoyaltiesFixture} from "./RoyaltiesFixture.t.sol";

contract VectorsTest is RoyaltiesFixture {
    uint256 private constant BP = 1e8;

    function bindBy(address caller, uint256 titleId, uint256[] memory parents, uint16[] memory shares) private {
        vm.prank(caller);
        royalties.bind(titleId, parents, shares);
    }

    function checkVector(uint256 titleId, uint256[2][] memory expected) private view {
        (uint256[] memory ids, uint256[] memory parts) = royalties.vectorOf(titleId);
        vm.assertEq(ids.length, expected.length, "length");
        for (uint256 i = 0; i < ids.length; ++i) {
            vm.assertEq(ids[i], expected[i][0], "ancestor");
            vm.assertEq(parts[i], expected[i][1], "part");
        }
    }

    function sumOf(uint256 titleId) private view returns (uint256 sum, uint256 length) {
        (, uint256[] memory parts) = royalties.vectorOf(titleId);
        for (uint256 i = 0; i < parts.length; ++i) {
            sum += parts[i];
        }
        return (sum, parts.length);
    }

    // ----------------------------------------------------------------------------------------------------------- bind

    function test_bind_RevertWhen_TheCallerIsNotOffers() public {
        vm.expectRevert(abi.encodeWithSelector(IRoyalties.Royalties_NotAllowed.selector, ALICE));
        bindBy(ALICE, idOf(0), new uint256[](1), new uint16[](1));
    }

    function test_bind_R2_RevertWhen_TheRoyaltiesExceedTheWhole() public {
        (uint256[] memory parents, uint16[] memory shares) = (new uint256[](2), new uint16[](2));
        (parents[0], parents[1], shares[0], shares[1]) = (idOf(0), idOf(1), 10_000, 1);
        vm.expectRevert(abi.encodeWithSelector(IRoyalties.Royalties_TooHigh.selector, 10_001));
        bindBy(address(offers), idOf(2), parents, shares);
        vm.expectRevert(abi.encodeWithSelector(IRoyalties.Royalties_TooHigh.selector, 17));
        shares = new uint16[](17);
        for (uint256 i = 0; i < 17; ++i) {
            shares[i] = 1;
        }
        bindBy(address(offers), idOf(2), new uint256[](17), shares);
    }

    function test_bind_WithoutRoyaltiesBindsNothing() public {
        register(ALICE, fp(0));
        bind(ALICE, fp(1), one(idOf(0), 0));
        checkVector(idOf(1), new uint256[2][](0));
        vm.assertEq(royalties.numberOf(idOf(0)), 0, "no account");
        register(ALICE, fp(2));
        bind(ALICE, fp(3), two(idOf(0), 0, idOf(2), 7));
        uint256[2][] memory expected = new uint256[2][](1);
        expected[0] = [idOf(2), 7 * BP];
        checkVector(idOf(3), expected);
    }

    function test_bind_EmitsAccountsAndParts() public {
        register(ALICE, fp(0));
        register(ALICE, fp(1));
        pay(BOB, idOf(1), NATIVE, 1);
        uint256[] memory accounts = new uint256[](2);
        uint256[] memory parts = new uint256[](2);
        (accounts[0], accounts[1], parts[0], parts[1]) = (1, 2, 2 * BP, BP);
        vm.expectEmit();
        emit IRoyalties.AccountOpened(idOf(0), 2);
        vm.expectEmit();
        emit IRoyalties.VectorBound(idOf(2), accounts, parts);
        bind(ALICE, fp(2), two(idOf(0), 1, idOf(1), 2));
    }

    // ---------------------------------------------------------------------------------------------------------- merge

    function test_merge_PathsToTheSameAncestorAddUp() public {
        register(ALICE, fp(0));
        bind(ALICE, fp(1), one(idOf(0), 1_000));
        bind(ALICE, fp(2), one(idOf(0), 2_000));
        bind(ALICE, fp(3), two(idOf(1), 3_000, idOf(2), 4_000));
        uint256[2][] memory expected = new uint256[2][](3);
        expected[0] = [idOf(0), 1_100 * BP];
        expected[1] = [idOf(1), 2_700 * BP];
        expected[2] = [idOf(2), 3_200 * BP];
        checkVector(idOf(3), expected);
    }

    function test_merge_AParentThatIsAnAncestorTooGetsBoth() public {
        register(ALICE, fp(0));
        bind(ALICE, fp(1), one(idOf(0), 1_000));
        bind(ALICE, fp(2), two(idOf(0), 500, idOf(1), 2_000));
        uint256[2][] memory expected = new uint256[2][](2);
        expected[0] = [idOf(0), 700 * BP];
        expected[1] = [idOf(1), 1_800 * BP];
        checkVector(idOf(2), expected);
    }

    function test_merge_WhatIsLessThanAPartStaysWithTheParent() public {
        register(ALICE, fp(0));
        for (uint256 i = 1; i <= 5; ++i) {
            bind(ALICE, fp(i), one(idOf(i - 1), 1));
        }
        // 10^-4, 10^-8 and 10^-12 of the whole, less what each passes on.
        uint256[2][] memory expected = new uint256[2][](3);
        expected[0] = [idOf(0), 1];
        expected[1] = [idOf(1), 1e4 - 1];
        expected[2] = [idOf(2), 1e8 - 1e4];
        checkVector(idOf(3), expected);
        // From here on the third from last would get less than a part, and the one behind it keeps that.
        expected = new uint256[2][](2);
        expected[0] = [idOf(3), 1e4 - 1];
        expected[1] = [idOf(4), 1e8 - 1e4 + 1];
        checkVector(idOf(5), expected);
    }

    function test_merge_AParentThatPassesAllOnStaysInTheVector() public {
        register(ALICE, fp(0));
        bind(ALICE, fp(1), one(idOf(0), 10_000));
        bind(ALICE, fp(2), one(idOf(1), 10_000));
        uint256[2][] memory expected = new uint256[2][](2);
        expected[0] = [idOf(0), WHOLE];
        expected[1] = [idOf(1), 0];
        checkVector(idOf(2), expected);
    }

    function test_merge_SixteenParentsOfTheirOwn() public {
        ITitles.Parent[] memory parents = new ITitles.Parent[](16);
        for (uint256 i = 0; i < 16; ++i) {
            register(ALICE, fp(i));
            bind(ALICE, fp(100 + i), one(idOf(i), 1_000));
            parents[i] = ITitles.Parent(idOf(100 + i), 625);
        }
        bind(ALICE, fp(200), parents);
        (uint256 sum, uint256 length) = sumOf(idOf(200));
        vm.assertEq(length, 32, "all fit");
        vm.assertEq(sum, WHOLE, "R2: the sum");
    }

    // ---------------------------------------------------------------------------------------------------------- prune

    function test_prune_AChainForgetsItsFarEnd() public {
        register(ALICE, fp(0));
        for (uint256 i = 1; i <= 33; ++i) {
            bind(ALICE, fp(i), one(idOf(i - 1), 9_000));
            (uint256 sum, uint256 length) = sumOf(idOf(i));
            vm.assertEq(sum, 9_000 * BP, "R2: the sum");
            vm.assertEq(length, i < 32 ? i : 32, "length");
        }
        // The 32nd had 32 ancestors. Of the 33rd's, the first gets most (it passes nothing on), the second least.
        (uint256[] memory ids,) = royalties.vectorOf(idOf(33));
        vm.assertEq(ids[0], idOf(0), "the first");
        vm.assertEq(ids[1], idOf(2), "not the second");
        vm.assertEq(ids[31], idOf(32), "the parent");
    }

    function test_prune_KeepsEvenTheSmallestParent() public {
        wide(1, 40);
        (uint256[] memory ids, uint256[] memory parts) = royalties.vectorOf(idOf(500));
        vm.assertEq(ids.length, 32, "length");
        uint256 seen = 0;
        for (uint256 i = 0; i < 32; ++i) {
            if (ids[i] >= idOf(100)) ++seen;
            if (ids[i] == idOf(100)) vm.assertTrue(parts[i] > 0 && parts[i] <= BP, "the smallest");
        }
        vm.assertEq(seen, 3, "every parent");
    }

    /// @dev Three parents with `each` roots of their own, of which the first parent gets `first` parts of 10,000.
    function wide(uint16 first, uint256 roots) private {
        uint256 next = 0;
        ITitles.Parent[] memory parents = new ITitles.Parent[](3);
        for (uint256 p = 0; p < 3; ++p) {
            ITitles.Parent[] memory own = new ITitles.Parent[](roots / 3);
            for (uint256 i = 0; i < own.length; ++i) {
                own[i] = ITitles.Parent(register(ALICE, fp(next++)), 700);
            }
            bind(ALICE, fp(100 + p), own);
            parents[p] = ITitles.Parent(idOf(100 + p), p == 0 ? first : 3_000);
        }
        bind(ALICE, fp(500), parents);
    }

    function test_prune_OfEqualsTheLowerNumbersStay() public {
        wide(3_000, 40);
        (uint256[] memory ids, uint256[] memory parts) = royalties.vectorOf(idOf(500));
        vm.assertEq(ids.length, 32, "length");
        // 39 roots get 210 basis points each, and 29 of them stay: the last ten's go to the third parent.
        for (uint256 i = 0; i < 32; ++i) {
            if (ids[i] < idOf(100)) vm.assertTrue(ids[i] <= idOf(28) && parts[i] == 210 * BP, "a root");
            if (ids[i] == idOf(102)) vm.assertEq(parts[i], (3_000 - 3 * 210) * BP, "the last parent");
            if (ids[i] == idOf(101)) vm.assertEq(parts[i], (3_000 - 13 * 210) * BP, "the second parent");
        }
    }

    // --------------------------------------------------------------------------------------------------------- encode

    function testFuzz_encode_RoundTrips(uint80[] memory words) public pure {
        uint256[] memory entries = new uint256[](words.length);
        for (uint256 i = 0; i < words.length; ++i) {
            entries[i] = words[i];
        }
        bytes memory vector = Vectors.encode(entries);
        vm.assertEq(vector.length, 10 * words.length, "ten bytes each");
        for (uint256 i = 0; i < words.length; ++i) {
            vm.assertEq(Vectors.at(vector, 10 * i), entries[i], "entry");
        }
    }

    /// @dev Whatever the parents' vectors are: parents stay, numbers ascend, and nothing is lost.
    function testFuzz_merge_R2_PartsSumToTheRoyalties(uint256 seed) public pure {
        uint256 count = seed % 16 + 1;
        uint256[] memory parents = new uint256[](count);
        bytes[] memory vectors = new bytes[](count);
        uint256 sum = 0;
        for (uint256 i = 0; i < count; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            uint256 royalty = (seed % (10_000 / count) + 1) * BP;
            parents[i] = (1000 + i) << 40 | royalty;
            vectors[i] = random(seed);
            sum += royalty;
        }
        uint256[] memory merged = Vectors.merge(parents, vectors);
        vm.assertTrue(merged.length <= 32, "at most 32");
        uint256 found = 0;
        for (uint256 i = 0; i < merged.length; ++i) {
            sum -= merged[i] & type(uint40).max;
            if (merged[i] >> 40 >= 1000) ++found;
            if (i > 0) vm.assertTrue(merged[i] >> 40 > merged[i - 1] >> 40, "ascending");
        }
        vm.assertEq(sum, 0, "R2: the sum");
        vm.assertEq(found, count, "every parent");
    }

    function random(uint256 seed) private pure returns (bytes memory) {
        uint256[] memory entries = new uint256[](seed >> 32 & 31);
        for (uint256 i = 0; i < entries.length; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            entries[i] = (i * 3 + seed % 3 + 1) << 40 | (seed >> 64) % (WHOLE / entries.length);
        }
        return Vectors.encode(entries);
    }
}

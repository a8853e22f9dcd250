// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Foundation} from "../../src/Primitives/Foundation.sol";
import {Neighbors} from "../../src/Primitives/Neighbors.sol";
import {World} from "../World.t.sol";

contract FoundationTest is World {
    address private constant PROXY = 0x4e59b44847b379578588920cA78FbF26c0B4956C;
    bytes private constant PROXY_CODE =
        hex"7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3";
    address private constant STRANGER = address(0x5712A);

    function setUp() public {
        found(7 days);
    }

    function empty(bytes[] memory all) private returns (Foundation) {
        bytes32[] memory hashes = new bytes32[](all.length);
        for (uint256 i = 0; i < all.length; ++i) {
            hashes[i] = keccak256(all[i]);
        }
        return Foundation(vm.deployCode("out/Foundation.sol/Foundation.json", abi.encode(hashes)));
    }

    function test_found_RevertWhen_TheCodeIsNotTheNext() public {
        bytes[] memory all = codes(7 days);
        Foundation f = empty(all);
        vm.expectRevert(
            abi.encodeWithSelector(Foundation.Foundation_WrongCode.selector, 0, keccak256(all[0]), keccak256(all[1]))
        );
        f.found(all[1]);
        f.found(all[0]);
        vm.expectRevert(
            abi.encodeWithSelector(Foundation.Foundation_WrongCode.selector, 1, keccak256(all[1]), keccak256(all[0]))
        );
        f.found(all[0]);
        vm.assertEq(f.founded(), 1, "one stands");
    }

    function test_found_RevertWhen_AllStand() public {
        vm.expectRevert(Foundation.Foundation_Complete.selector);
        foundation.found("");
    }

    function test_found_PassesOnWhyAConstructorFails() public {
        bytes[] memory all = codes(0); // a contest period of no seconds
        Foundation f = empty(all);
        vm.expectRevert(abi.encodeWithSignature("Titles_BadContestPeriod(uint256)", 0));
        f.found(all[0]);
        vm.assertEq(f.founded(), 0, "nothing changed");
    }

    function test_F1_found_CreatesEachWhereItsNeighborsExpectIt() public view {
        vm.assertEq(address(titles), Neighbors.at(address(foundation), Neighbors.TITLES), "titles");
        vm.assertEq(address(royalties), Neighbors.at(address(foundation), Neighbors.ROYALTIES), "royalties");
        vm.assertEq(address(offers), Neighbors.at(address(foundation), Neighbors.OFFERS), "offers");
        vm.assertEq(address(licensing), Neighbors.at(address(foundation), Neighbors.LICENSING), "licensing");
        vm.assertEq(address(shares), Neighbors.at(address(foundation), Neighbors.SHARES), "shares");
        vm.assertEq(titles.anchors(), address(anchors), "titles know anchors");
        vm.assertEq(foundation.codeHashes().length, 5, "codes");
    }

    function test_found_GivesTheSameAddressesWhoeverDeploys() public {
        vm.etch(PROXY, PROXY_CODE);
        bytes[] memory all = codes(7 days);
        bytes32[] memory hashes = new bytes32[](all.length);
        for (uint256 i = 0; i < all.length; ++i) {
            hashes[i] = keccak256(all[i]);
        }
        bytes memory code = bytes.concat(vm.getCode("out/Foundation.sol/Foundation.json"), abi.encode(hashes));
        address expected =
            address(uint160(uint256(keccak256(abi.encodePacked(bytes1(0xff), PROXY, bytes32(0), keccak256(code))))));
        vm.prank(STRANGER);
        (bool ok, bytes memory made) = PROXY.call(bytes.concat(bytes32(0), code));
        vm.assertTrue(ok, "deployed");
        vm.assertEq(address(bytes20(made)), expected, "foundation");
        vm.prank(STRANGER);
        vm.assertEq(Foundation(expected).found(all[0]), Neighbors.at(expected, 0), "titles");
    }
}

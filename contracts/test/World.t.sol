// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Anchors} from "../src/Anchors/Anchors.sol";
import {Licensing} from "../src/Licensing/Licensing.sol";
import {Offers} from "../src/Licensing/Offers.sol";
import {Foundation} from "../src/Primitives/Foundation.sol";
import {Neighbors} from "../src/Primitives/Neighbors.sol";
import {Royalties} from "../src/Royalties/Royalties.sol";
import {Shares} from "../src/Shares/Shares.sol";
import {Titles} from "../src/Titles/Titles.sol";
import {Base} from "./Base.t.sol";

/// @dev All contracts, founded as on a real chain.
abstract contract World is Base {
    Foundation internal foundation;
    Anchors internal anchors;
    Titles internal titles;
    Royalties internal royalties;
    Offers internal offers;
    Licensing internal licensing;
    Shares internal shares;

    /// @dev By their artifacts: with `new`, each test contract would hold, and the compiler optimise, a copy of the code.
    function codes(uint256 contestPeriod) internal view returns (bytes[] memory all) {
        all = new bytes[](5);
        all[Neighbors.TITLES] =
            bytes.concat(vm.getCode("out/Titles.sol/Titles.json"), abi.encode(anchors, contestPeriod));
        all[Neighbors.ROYALTIES] = vm.getCode("out/Royalties.sol/Royalties.json");
        all[Neighbors.OFFERS] = vm.getCode("out/Offers.sol/Offers.json");
        all[Neighbors.LICENSING] = vm.getCode("out/Licensing.sol/Licensing.json");
        all[Neighbors.SHARES] = vm.getCode("out/Shares.sol/Shares.json");
    }

    function found(uint256 contestPeriod) internal {
        anchors = Anchors(vm.deployCode("out/Anchors.sol/Anchors.json", ""));
        bytes[] memory all = codes(contestPeriod);
        bytes32[] memory hashes = new bytes32[](all.length);
        for (uint256 i = 0; i < all.length; ++i) {
            hashes[i] = keccak256(all[i]);
        }
        foundation = Foundation(vm.deployCode("out/Foundation.sol/Foundation.json", abi.encode(hashes)));
        titles = Titles(foundation.found(all[Neighbors.TITLES]));
        royalties = Royalties(payable(foundation.found(all[Neighbors.ROYALTIES])));
        offers = Offers(foundation.found(all[Neighbors.OFFERS]));
        licensing = Licensing(foundation.found(all[Neighbors.LICENSING]));
        shares = Shares(foundation.found(all[Neighbors.SHARES]));
    }
}

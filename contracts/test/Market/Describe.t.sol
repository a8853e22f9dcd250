// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IMarket} from "../../src/Market/IMarket.sol";
import {MarketFixture} from "./MarketFixture.t.sol";

contract DescribeTest is MarketFixture {
    bytes32 private constant CARD = keccak256("a card");

    function describe(address author) private {
        vm.expectEmit();
        emit IMarket.Described(id, author, CARD, "ipfs://card");
        vm.prank(author);
        market.describe(id, CARD, "ipfs://card");
    }

    function refuse(address author) private {
        vm.expectRevert(abi.encodeWithSelector(IMarket.Market_NotAuthor.selector, id, author));
        vm.prank(author);
        market.describe(id, CARD, "ipfs://card");
    }

    function test_describe_ByTheHolder() public {
        describe(SELLER);
        fill(BUYER, selling(NATIVE));
        refuse(SELLER);
        describe(BUYER);
    }

    function test_describe_ByWhoIsApproved() public {
        vm.prank(SELLER);
        titles.approve(BOB, id);
        describe(BOB);
        vm.prank(SELLER);
        titles.setApprovalForAll(CAROL, true);
        describe(CAROL);
    }

    function test_describe_ByTheStewardOfADividedTitle() public {
        divided();
        describe(BOB);
        refuse(SELLER);
    }

    function test_describe_RevertWhen_ByAnother() public {
        refuse(BUYER);
        auction(NATIVE);
        refuse(SELLER); // it isn't his just now
    }

    function test_describe_RevertWhen_TheAddressIsTooLong() public {
        vm.expectRevert(abi.encodeWithSelector(IMarket.Market_UriTooLong.selector, 2_049));
        vm.prank(SELLER);
        market.describe(id, CARD, string(new bytes(2_049)));
        vm.prank(SELLER);
        market.describe(id, CARD, string(new bytes(2_048)));
    }
}

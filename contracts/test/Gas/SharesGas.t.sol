// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IOffers} from "../../src/Licensing/IOffers.sol";
import {SharesFixture} from "../Shares/SharesFixture.t.sol";

/// @dev Gas of whole transactions, as in Gas.t.sol. Each scenario's second run is the usual one: no slot is written first.
/// forge-config: default.isolate = true
contract SharesGasTest is SharesFixture {
    function note(string memory name, uint256 most) private {
        vm.assertLe(vm.snapshotGasLastCall("Shares", name), most, name);
    }

    function test_gas_divide() public {
        divide(ALICE, id, MAJORITY, three());
        note("divide among 3", 880_000);
    }

    function test_gas_transfer() public {
        divideAmongThree();
        move(ALICE, THIEF, 10);
        note("transfer, first", 210_000);
        pass(1);
        move(ALICE, THIEF, 10);
        note("transfer, next", 140_000);
        pay(id, 1_000);
        pass(1);
        move(ALICE, THIEF, 10);
        note("transfer, after a payment", 195_000);
    }

    function test_gas_pay() public {
        vm.prank(BOB);
        offers.register(withParent(statement(OTHER), id, 1_000), noProof, new uint256[](1), new IOffers.Terms[](0));
        divideAmongThree();
        pay(id, 1_000);
        note("pay a divided title, first", 200_000);
        pay(id, 1_000);
        note("pay a divided title, next", 90_000);
        move(ALICE, BOB, 1);
        pay(id, 1_000);
        note("pay a divided title, after a transfer", 120_000);
        pay(uint256(OTHER), 10_000);
        pay(uint256(OTHER), 10_000);
        note("pay a child with one divided ancestor", 110_000);
    }

    function test_gas_claim() public {
        divideAmongThree();
        token.mint(JUDGE, 1);
        pay(id, 1_001);
        vm.prank(BOB);
        share.claim(address(token), JUDGE);
        note("claim, first", 180_000);
        pay(id, 1_001);
        vm.prank(BOB);
        share.claim(address(token), JUDGE);
        note("claim, next", 120_000);
    }

    function test_gas_buyout() public {
        divideAmongThree();
        bid(7);
        note("offerBuyout, first", 260_000);
        uint256 motionId = bid(7);
        note("offerBuyout, next", 230_000);
        accept(ALICE, motionId);
        note("accept", 110_000);
        move(ALICE, CAROL, 1);
        note("transfer, of votes that were given", 160_000);
        accept(BOB, motionId);
        note("accept, carried out", 220_000);
        token.mint(ALICE, 1);
        redeem(ALICE, motionId);
        note("redeem", 185_000);
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IRoyalties} from "../../src/Royalties/IRoyalties.sol";
import {IShares} from "../../src/Shares/IShares.sol";
import {Share} from "../../src/Shares/Share.sol";
import {ITitles} from "../../src/Titles/ITitles.sol";
import {RoyaltiesFixture} from "./RoyaltiesFixture.t.sol";

/// @dev Where what is kept meets divisions, buy-outs, sales and take-overs: none of it may be lost or stuck.
contract CrossingsTest is RoyaltiesFixture {
    /// @dev A title of Bob's that is final, of a parent that isn't, and owes it a fifth.
    function finalChild(uint16 resaleRoyalty) private {
        anchor(BOB, fp(2));
        pass(PERIOD);
        register(THIEF, fp(1));
        ITitles.Registration memory r = anchored(BOB, fp(2));
        (r.parents, r.resaleRoyalty) = (one(idOf(1), 2_000), resaleRoyalty);
        bind(BOB, r);
    }

    /// @dev Sixty shares for Bob, forty for Alice.
    function divide(address holder, uint256 titleId) private returns (Share share) {
        vm.prank(holder);
        titles.setApprovalForAll(address(shares), true);
        IShares.Allotment[] memory list = new IShares.Allotment[](2);
        (list[0], list[1]) = (IShares.Allotment(BOB, 60), IShares.Allotment(ALICE, 40));
        vm.prank(holder);
        share = Share(shares.divide(titleId, "Child", "CHILD", 6_000, address(0), address(0), list));
        pass(1);
    }

    function claim(Share share, address account, uint256 amount) private {
        vm.assertEq(share.claimable(account, NATIVE), amount, "claimable");
        uint256 before = account.balance;
        vm.prank(account);
        vm.assertEq(share.claim(NATIVE, account), amount, "answered");
        vm.assertEq(account.balance - before, amount, "arrived");
    }

    /// @dev Bought out by Carol at 7 a share.
    function buyOut(Share share) private returns (uint256 motionId) {
        vm.prank(CAROL);
        motionId = shares.offerBuyout{value: 700}(address(share), NATIVE, 7);
        vm.prank(BOB);
        shares.accept(motionId);
    }

    function redeem(address account, uint256 motionId) private {
        vm.prank(account);
        shares.redeem(motionId, account);
    }

    // ------------------------------------------------------------------------------------------- kept, and bought out

    /// @dev Shares that are gone when it is distributed were there when it came: nobody else could have it.
    function test_redeem_S1_WhatWasKeptIsStillOfWhoRedeemed() public {
        finalChild(0);
        Share share = divide(BOB, idOf(2));
        pay(CAROL, idOf(2), NATIVE, 100);
        checkKept(idOf(2), address(share), NATIVE, 100);
        uint256 motionId = buyOut(share);
        redeem(BOB, motionId);
        redeem(ALICE, motionId);
        pass(PERIOD);
        royalties.settle(idOf(2), address(share), NATIVE);
        claim(share, BOB, 48);
        claim(share, ALICE, 32);
        checkBalance(idOf(2), address(share), NATIVE, 0, "nothing is left behind");
    }

    /// @dev Whoever redeems and takes shares of others again has the income of both.
    function test_redeem_S1_AndOfWhatIsBoughtAfterwards() public {
        finalChild(0);
        Share share = divide(BOB, idOf(2));
        pay(CAROL, idOf(2), NATIVE, 100);
        uint256 motionId = buyOut(share);
        redeem(BOB, motionId);
        vm.prank(ALICE);
        share.transfer(BOB, 15);
        vm.prank(BOB);
        share.transfer(THIEF, 5);
        redeem(BOB, motionId);
        pass(PERIOD);
        royalties.settle(idOf(2), address(share), NATIVE);
        claim(share, BOB, 56);
        claim(share, ALICE, 20);
        claim(share, THIEF, 4);
        checkBalance(idOf(2), address(share), NATIVE, 0, "nothing is left behind");
    }

    // ---------------------------------------------------------------------------------------------------- kept, resold

    /// @dev A title that was first sold before it had an account: the registrant's key is there, and no holder ever moved it.
    function test_withdraw_R4_ARegistrantGetsWhatWasKeptOfAResale() public {
        finalChild(500);
        sell(idOf(2), BOB, ALICE);
        payable(royalties.tillOf(idOf(2))).transfer(10);
        royalties.collect(idOf(2), NATIVE);
        checkKept(idOf(2), BOB, NATIVE, 10);
        refuseWithdraw(
            BOB, idOf(2), NATIVE, abi.encodeWithSelector(IRoyalties.Royalties_Waits.selector, idOf(2), false)
        );
        pass(PERIOD);
        vm.assertTrue(royalties.ripen(idOf(2)), "ripe");
        take(BOB, idOf(2), NATIVE, 8);
        checkKept(idOf(2), BOB, NATIVE, 0);
    }

    /// @dev Who registered it and holds it still gets both in one withdrawal.
    function test_withdraw_R4_ARegistrantWhoHoldsItGetsBoth() public {
        finalChild(500);
        payable(royalties.tillOf(idOf(2))).transfer(10);
        royalties.collect(idOf(2), NATIVE);
        pay(CAROL, idOf(2), NATIVE, 100);
        pass(PERIOD);
        vm.assertTrue(royalties.ripen(idOf(2)), "ripe");
        take(BOB, idOf(2), NATIVE, 88);
    }

    // --------------------------------------------------------------------------------------------- held up for ever

    /// @dev Alice has anchored the parent's fingerprint, and its judge is her friend: before it is final she dissolves it, has it
    /// struck, and registers it anew.
    function renew() private {
        publish(ALICE, idOf(0), anchoredVersion(ALICE, fp(1)));
        vm.prank(JUDGE);
        titles.strike(fp(1));
        register(ALICE, fp(1));
    }

    function test_ripen_R8_AParentRegisteredAgainAndAgainHoldsNobodyUp() public {
        register(ALICE, fp(0));
        anchor(ALICE, fp(1));
        pass(1);
        register(ALICE, fp(1));
        pass(1);
        bind(BOB, fp(2), one(idOf(1), 2_000));
        pay(CAROL, idOf(2), NATIVE, 10);
        for (uint256 i = 0; i < 2; ++i) {
            pass(PERIOD - 10);
            renew();
        }
        vm.assertTrue(!royalties.ripen(idOf(2)), "within two periods it waits");
        pass(PERIOD - 10);
        renew();
        vm.assertTrue(royalties.ripen(idOf(2)), "not for ever");
        take(BOB, idOf(2), NATIVE, 8);
        checkBalance(idOf(1), address(0), NATIVE, 2, "the parent's, whoever it will be");
    }
}

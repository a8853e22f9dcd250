// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ILicensing} from "../../src/Licensing/ILicensing.sol";
import {IOffers} from "../../src/Licensing/IOffers.sol";
import {ITitles} from "../../src/Titles/ITitles.sol";
import {LicensingCast} from "./LicensingCast.t.sol";

/// @dev The scenarios of vectors/licensing-scenarios.json, as the C# model has computed them, done for real.
contract ScenariosTest is LicensingCast {
    string private json = vm.readFile("../vectors/licensing-scenarios.json");
    string private at;

    function key(string memory name) private view returns (string memory) {
        return string.concat(at, name);
    }

    function numbers(string memory name) private view returns (uint256[] memory) {
        return abi.decode(vm.parseJson(json, key(name)), (uint256[]));
    }

    function terms(string memory name) private view returns (IOffers.Terms memory) {
        return abi.decode(vm.parseJsonBytes(json, key(name)), (IOffers.Terms));
    }

    // --------------------------------------------------------------------------------------------------- subscriptions

    function test_scenarios_SubscriptionsAreTheModels() public {
        registerFinal(ALICE, MODEL);
        uint256 i = 0;
        for (; vm.keyExistsJson(json, string.concat(".subscriptions[", vm.toString(i), "].terms")); ++i) {
            at = string.concat(".subscriptions[", vm.toString(i), "].");
            this.subscribe(bytes32(i + 1));
        }
        vm.assertEq(i, 24, "scenarios");
    }

    /// @dev From outside, so that the time of each block is read anew.
    function subscribe(bytes32 text) external {
        uint256[] memory t = numbers("terms");
        IOffers.Terms memory offered = subscription();
        (offered.period, offered.grace, offered.price) = (uint32(t[0]), uint32(t[1]), uint128(t[2]));
        offered.legalText = text;
        ILicensing.Order memory o = order(ID, offer(ALICE, ID, offered), BOB, everything());
        o.periods = uint16(t[3]);
        uint256 start = time();
        vm.prank(BOB);
        uint256 license = licensing.buy(o, noCredential, noPermit);
        check(license, start, 0);
        uint256[] memory waits = numbers("waits");
        uint256[] memory counts = numbers("counts");
        uint256[] memory prices = numbers("prices");
        for (uint256 i = 0; i < waits.length; ++i) {
            vm.warp(time() + waits[i]);
            uint256 before = token.balanceOf(BOB);
            vm.prank(BOB);
            if (counts[i] == 0) licensing.cancelSubscription(license);
            else licensing.renew(license, uint16(counts[i]), prices[i], noPermit);
            vm.assertEq(before - token.balanceOf(BOB), prices[i], "price");
            check(license, start, i + 1);
        }
        uint256[] memory probes = numbers("probes");
        uint256[] memory answers = numbers("answers");
        for (uint256 i = 0; i < probes.length; ++i) {
            vm.assertEq(licensing.covers(license, 56, 0, 1, start + probes[i]), answers[i] == 1, "covers");
        }
    }

    function check(uint256 license, uint256 start, uint256 step) private view {
        ILicensing.License memory l = licensing.licenseOf(license);
        vm.assertEq(l.since - start, numbers("since")[step], "since");
        vm.assertEq(l.expires - start, numbers("expires")[step], "expires");
    }

    // ----------------------------------------------------------------------------------------------------------- meets

    function test_scenarios_MeetsAreTheModels() public {
        uint256 i = 0;
        uint256 within = 0;
        for (; vm.keyExistsJson(json, string.concat(".meets[", vm.toString(i), "].first")); ++i) {
            at = string.concat(".meets[", vm.toString(i), "].");
            if (this.meet(i)) ++within;
        }
        vm.assertEq(i, 48, "scenarios");
        vm.assertTrue(within != 0 && within != i, "both answers");
    }

    function meet(uint256 i) external returns (bool within) {
        uint256 low = uint256(keccak256(abi.encode(i))) >> 1;
        ITitles.Registration memory r = statement(bytes32(~low));
        (r.parents, r.tensorRoot) = (new ITitles.Parent[](2), bytes32(i));
        uint256[] memory licenses = new uint256[](2);
        for (uint256 p = 0; p < 2; ++p) {
            IOffers.Terms memory t = terms(p == 0 ? "first" : "second");
            register(ALICE, bytes32(low + p));
            licenses[p] = take(low + p, t);
            r.parents[p] = ITitles.Parent(low + p, t.royalty);
        }
        vm.prank(BOB);
        uint256 titleId = offers.register(r, noProof, licenses, new IOffers.Terms[](0));
        within = vm.parseJsonUint(json, key("within")) == 1;
        IOffers.Terms memory child = terms("child");
        vm.prank(BOB);
        try offers.offer(titleId, child, IOffers.OfferState.Open) {
            vm.assertTrue(within, string.concat("must be refused: ", vm.toString(i)));
        } catch (bytes memory reason) {
            vm.assertTrue(!within, string.concat("must be accepted: ", vm.toString(i)));
            vm.assertEq(bytes32(bytes4(reason)), bytes32(IOffers.Offers_BeyondParents.selector), "why");
        }
    }

    /// @dev Bob buys all that the terms give, with a credential if they ask for one.
    function take(uint256 parent, IOffers.Terms memory t) private returns (uint256) {
        IOffers.Scope memory s = scope(t.territories, t.fields, t.dataTypes);
        ILicensing.Order memory o = order(parent, offer(ALICE, parent, t), BOB, s);
        ILicensing.Credential memory c;
        if (t.issuer != address(0)) c = issue(ISSUER_KEY, BOB, t.claim, statementOf(NO_COUNTRY, 0));
        vm.prank(BOB);
        return licensing.buy(o, c, noPermit);
    }
}

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

    // --------------------------------------------------------------------------------------------- windows and limits

    function test_scenarios_SalesAreTheModels() public {
        registerFinal(ALICE, MODEL);
        uint256 i = 0;
        for (; vm.keyExistsJson(json, string.concat(".windows[", vm.toString(i), "].terms")); ++i) {
            at = string.concat(".windows[", vm.toString(i), "].");
            this.trade(bytes32(i + 1));
        }
        vm.assertEq(i, 24, "scenarios");
    }

    function trade(bytes32 text) external {
        uint256[] memory t = numbers("terms");
        IOffers.Terms memory offered = t[5] == 0 ? sale() : subscription();
        (offered.period, offered.grace, offered.price) = (uint32(t[5]), 0, uint128(t[4]));
        (offered.supply, offered.perAccount, offered.legalText) = (uint32(t[2]), uint32(t[3]), text);
        (offered.saleStart, offered.saleEnd) = (uint40(time() + t[0]), t[1] == 0 ? 0 : uint40(time() + t[1]));
        ILicensing.Order memory o = order(ID, offer(ALICE, ID, offered), BOB, everything());
        uint256[] memory waits = numbers("waits");
        for (uint256 i = 0; i < waits.length; ++i) {
            vm.warp(time() + waits[i]);
            (o.receiver, o.periods) = (numbers("buyers")[i] == 0 ? BOB : THIEF, uint16(numbers("periods")[i]));
            uint256 before = token.balanceOf(o.receiver);
            (uint256 license, uint256 outcome) = attempt(o, noCredential);
            vm.assertEq(outcome, numbers("outcomes")[i], "outcome");
            vm.assertEq(before - token.balanceOf(o.receiver), numbers("prices")[i], "price");
            if (outcome != 0) continue;
            uint256 lasts = numbers("lasts")[i];
            uint256 expires = licensing.licenseOf(license).expires;
            vm.assertEq(expires, lasts == 0 ? type(uint40).max : time() + lasts, "expires");
        }
    }

    /// @dev Buys, or answers which of the model's reasons the refusal is: of sales from 2 on (SaleRefusal, plus one).
    function attempt(ILicensing.Order memory o, ILicensing.Credential memory c)
        private
        returns (uint256 license, uint256 outcome)
    {
        vm.prank(o.receiver);
        try licensing.buy(o, c, noPermit) returns (uint256 id) {
            return (id, 0);
        } catch (bytes memory reason) {
            bytes4 why = bytes4(reason);
            if (why == IOffers.Offers_NotOnSale.selector) {
                (uint256 start,) = abi.decode(tail(reason), (uint256, uint256));
                return (0, time() < start ? 2 : 3);
            }
            if (why == IOffers.Offers_SoldOut.selector) return (0, 4);
            if (why == IOffers.Offers_AccountLimit.selector) return (0, 5);
            return (0, credentialReason(why));
        }
    }

    function tail(bytes memory reason) private pure returns (bytes memory rest) {
        rest = new bytes(reason.length - 4);
        for (uint256 i = 0; i < rest.length; ++i) {
            rest[i] = reason[i + 4];
        }
    }

    // ----------------------------------------------------------------------------------------------------- credentials

    /// @dev Beyond the reasons of sales, by a hundred.
    function credentialReason(bytes4 why) private pure returns (uint256) {
        if (why == ILicensing.Licensing_NoCredential.selector) return 101;
        if (why == ILicensing.Licensing_CredentialExpired.selector) return 102;
        if (why == ILicensing.Licensing_CredentialRevoked.selector) return 103;
        if (why == ILicensing.Licensing_WrongCountry.selector) return 104;
        if (why == ILicensing.Licensing_WrongSector.selector) return 105;
        return type(uint256).max;
    }

    function test_scenarios_CredentialPurchasesAreTheModels() public {
        registerFinal(ALICE, MODEL);
        uint256 i = 0;
        for (; vm.keyExistsJson(json, string.concat(".credentials[", vm.toString(i), "].case")); ++i) {
            at = string.concat(".credentials[", vm.toString(i), "].");
            this.show(i);
        }
        vm.assertEq(i, 96, "scenarios");
    }

    /// @dev `case`: what is wrong with it besides what it states (another account, issuer, claim; none; revoked), the seconds until
    /// the purchase, the price, the outcome.
    function show(uint256 i) external {
        uint256[] memory stated = numbers("stated");
        uint256[] memory chosen = numbers("chosen");
        uint256[] memory case_ = numbers("case");
        IOffers.Terms memory t = guarded();
        (t.price, t.legalText) = (uint128(case_[2]), bytes32(i + 1));
        ILicensing.Order memory o = order(ID, offer(ALICE, ID, t), BOB, scope(chosen[0], uint48(chosen[1]), PERSONAL));
        ILicensing.Credential memory c = statementOf(uint16(stated[0]), uint48(stated[1]));
        (c.expiry, c.serial) = (uint40(time() + stated[2]), bytes32(i));
        if (case_[0] != 4) {
            c = issue(
                case_[0] == 2 ? KEY : ISSUER_KEY,
                case_[0] == 1 ? ISSUER : BOB,
                case_[0] == 3 ? keccak256("accredited-research") : CLAIM,
                c
            );
        }
        if (case_[0] == 5) {
            bytes32 message = hashes.credential(BOB, CLAIM, c);
            vm.prank(ISSUER);
            licensing.revoke(message);
        }
        vm.warp(time() + case_[1]);
        uint256 before = token.balanceOf(BOB);
        (, uint256 outcome) = attempt(o, c);
        vm.assertEq(outcome, case_[3] == 0 ? 0 : 100 + case_[3], string.concat("outcome of ", vm.toString(i)));
        vm.assertEq(before - token.balanceOf(BOB), outcome == 0 ? case_[2] : 0, "price");
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ILicensing} from "../../src/Licensing/ILicensing.sol";
import {IOffers} from "../../src/Licensing/IOffers.sol";
import {TermsCodec} from "../../src/Licensing/TermsCodec.sol";
import {ITitles} from "../../src/Titles/ITitles.sol";
import {LicensingFixture} from "../Licensing/LicensingFixture.t.sol";
import {Asker} from "./Asker.t.sol";

/// @dev Gas of whole transactions, as in Gas.t.sol. Goals and rivals: docs/benchmarks.md.
/// forge-config: default.isolate = true
contract LicensingGasTest is LicensingFixture {
    function note(string memory group, string memory name, uint256 goal) private {
        vm.assertLe(vm.snapshotGasLastCall(group, name), goal, name);
    }

    function digest(uint256 i) private pure returns (bytes32) {
        return bytes32(type(uint256).max / 2 + i * (type(uint256).max / 10_000));
    }

    function one(IOffers.Terms memory t) private pure returns (IOffers.Terms[] memory list) {
        list = new IOffers.Terms[](1);
        list[0] = t;
    }

    function test_gas_publish() public {
        for (uint256 i = 0; i < 2; ++i) {
            vm.prank(ALICE);
            offers.register(statement(digest(i)), noProof, noLicenses, one(sale()));
            note("Licensing", i == 0 ? "publish title and terms, first" : "publish title and terms, next", 240_000);
        }
        IOffers.Terms memory t = subscription();
        t.territories = DE | FR;
        vm.prank(ALICE);
        offers.register(statement(digest(2)), noProof, noLicenses, one(t));
        note("Licensing", "publish title and subscription terms for two countries", 240_000);
        vm.prank(ALICE);
        offers.offer(uint256(digest(2)), sale(), IOffers.OfferState.Open);
        note("Licensing", "offer terms", 140_000);
    }

    function test_gas_buyAndRenew() public {
        uint256 id = registerFinal(ALICE, MODEL);
        bytes32 termsId = offer(ALICE, id, subscription());
        uint256 license = buy(BOB, id, termsId, scope(DE, RESEARCH, PERSONAL));
        note("Licensing", "buy, first payment of the title", 280_000);
        buy(THIEF, id, termsId, scope(DE, RESEARCH, PERSONAL));
        note("Licensing", "buy, first license of the buyer", 180_000);
        registerFinal(ALICE, OTHER);
        bytes32 others = offer(ALICE, uint256(OTHER), sale());
        vm.prank(ALICE);
        royalties.pay(uint256(OTHER), address(token), 1);
        buy(BOB, uint256(OTHER), others, scope(DE, RESEARCH, PERSONAL));
        note("Licensing", "buy for one country", 180_000);
        buy(THIEF, uint256(OTHER), others, scope(DE | FR, RESEARCH, PERSONAL));
        note("Licensing", "buy for two countries", 180_000);
        buy(THIEF, uint256(OTHER), others, scope(DE | FR | JP, RESEARCH, PERSONAL));
        note("Licensing", "buy for three countries", 200_000);
        vm.prank(BOB);
        licensing.renew(license, 1, PRICE, noPermit);
        note("Licensing", "renew", 90_000);
        vm.prank(BOB);
        licensing.renewSubscription(license, 30 days);
        note("Licensing", "renewSubscription", 90_000);
    }

    function test_gas_nativeCurrency() public {
        uint256 id = registerFinal(ALICE, MODEL);
        IOffers.Terms memory t = subscription();
        t.currency = address(0);
        bytes32 termsId = offer(ALICE, id, t);
        vm.deal(BOB, 1 ether);
        vm.deal(THIEF, 1 ether);
        buyNative(BOB, id, termsId);
        uint256 license = buyNative(THIEF, id, termsId);
        note("Licensing", "buy, native currency, first license of the buyer", 160_000);
        vm.prank(THIEF);
        licensing.renew{value: PRICE}(license, 1, PRICE, noPermit);
        note("Licensing", "renew, native currency", 70_000);
    }

    function buyNative(address buyer, uint256 id, bytes32 termsId) private returns (uint256) {
        vm.prank(buyer);
        return
            licensing.buy{value: PRICE}(
                order(id, termsId, buyer, scope(DE, RESEARCH, PERSONAL)), noCredential, noPermit
            );
    }

    function test_gas_isLicensed() public {
        uint256 id = registerFinal(ALICE, MODEL);
        bytes32 termsId = offer(ALICE, id, sale());
        buy(BOB, id, termsId, scope(DE, RESEARCH, PERSONAL));
        buy(THIEF, id, termsId, scope(DE | FR, RESEARCH, PERSONAL));
        Asker asker = Asker(vm.deployCode("out/Asker.t.sol/Asker.json", abi.encode(licensing)));
        note("isLicensed, one country", asker.gasOf(id, BOB));
        note("isLicensed, two countries", asker.gasOf(id, THIEF));
        note("isLicensed, the holder", asker.gasOf(id, ALICE));
        note("isLicensed, nobody", asker.gasOf(id, JUDGE));
    }

    function note(string memory name, uint256 gas) private {
        note(name, gas, 17_600);
    }

    /// @dev Of which 2,600 are for the first call of `Licensing` in a transaction.
    function note(string memory name, uint256 gas, uint256 most) private {
        vm.snapshotValue("Licensing", name, gas);
        vm.assertLe(gas, most, name);
    }

    /// @dev The thief gives all the licenses of no use that he can: four by purchase, then four by transfer, each of which
    /// takes all the reads that a license can take.
    function junk(uint256 id, address victim) private {
        IOffers.Terms memory t = sale();
        (t.rights, t.price) = (TermsCodec.COMMERCIAL | TermsCodec.TRANSFERABLE, 0);
        bytes32 termsId = offer(ALICE, id, t);
        for (uint256 i = 0; i < 4; ++i) {
            vm.prank(THIEF);
            licensing.buy(order(id, termsId, victim, scope(JP | FR | 1, RESEARCH, PERSONAL)), noCredential, noPermit);
        }
        for (uint256 i = 0; i < 4; ++i) {
            uint256 license = buy(THIEF, id, termsId, scope(JP | FR | 1, RESEARCH, PERSONAL));
            vm.prank(THIEF);
            licensing.transferFrom(THIEF, victim, license);
        }
    }

    function test_gas_isLicensedAmongJunk() public {
        uint256 id = registerFinal(ALICE, MODEL);
        address[3] memory victims = [BOB, ALICE, JUDGE];
        for (uint256 i = 0; i < 3; ++i) {
            junk(id, victims[i]);
        }
        buy(BOB, id, offer(ALICE, id, sale()), scope(DE, RESEARCH, PERSONAL));
        Asker asker = new Asker(licensing);
        note("isLicensed among junk, by a license of one's own", asker.gasOf(id, BOB));
        note("isLicensed among junk, the holder", asker.gasOf(id, ALICE));
        note("isLicensed among junk, nobody", asker.gasOf(id, JUDGE), 100_000);
    }

    /// @dev All that others can bring about: eight grants of no use by the title's holder, and then a purchase.
    function test_gas_isLicensedAmongGrants() public {
        uint256 id = registerFinal(ALICE, MODEL);
        bytes32 termsId = offer(ALICE, id, sale());
        for (uint256 i = 0; i < 8; ++i) {
            ILicensing.Voucher memory v;
            (v.titleId, v.termsId, v.holder, v.licensee) = (id, termsId, ALICE, BOB);
            (v.scope, v.periods, v.currency) = (scope(JP | FR, RESEARCH, PERSONAL), 1, address(token));
            (v.nonce, v.deadline) = (i, time());
            vm.prank(ALICE);
            licensing.grant(v, "", noCredential, noPermit);
        }
        buy(BOB, id, termsId, scope(DE, RESEARCH, PERSONAL));
        Asker asker = new Asker(licensing);
        note("isLicensed after eight grants of no use", asker.gasOf(id, BOB));
        note("isLicensed after eight grants to others, the holder", asker.gasOf(id, ALICE));
    }

    function test_gas_pay() public {
        chain(1);
        chain(10);
        chain(32);
    }

    /// @dev A chain of `depth` ancestors, each owed a tenth by the next.
    function chain(uint256 depth) private {
        uint256 base = 40 * depth;
        register(ALICE, digest(base));
        for (uint256 i = 1; i <= depth; ++i) {
            ITitles.Registration memory r = statement(digest(base + i));
            r.parents = new ITitles.Parent[](1);
            r.parents[0] = ITitles.Parent(uint256(digest(base + i - 1)), 9_000);
            vm.prank(ALICE);
            offers.register(r, noProof, new uint256[](1), new IOffers.Terms[](0));
        }
        uint256 id = uint256(digest(base + depth));
        pass(PERIOD);
        royalties.ripen(uint256(digest(base + depth / 2)));
        for (uint256 i = 0; i < 2; ++i) {
            vm.prank(BOB);
            royalties.pay(id, address(token), 1e9);
        }
        note("Royalties", string.concat("pay, ancestors: ", vm.toString(depth)), 300_000);
        token.mint(ALICE, 1);
        vm.prank(ALICE);
        royalties.withdraw(id, address(token), ALICE);
        note("Royalties", string.concat("withdraw, ancestors: ", vm.toString(depth)), 90_000);
    }

    function test_gas_derive() public {
        family(1);
        family(5);
        family(16);
    }

    function family(uint256 count) private {
        for (uint256 round = 0; round < 2; ++round) {
            uint256[] memory parents = new uint256[](count);
            for (uint256 i = 0; i < count; ++i) {
                parents[i] = uint256(digest(30 * round + i + 60 * (count % 7)));
                register(BOB, bytes32(parents[i]));
                vm.prank(BOB);
                royalties.pay(parents[i], address(token), 1e9);
            }
            derive(
                ALICE,
                digest(30 * round + 29 + 60 * (count % 7)),
                parents,
                round == 0 ? derivable(500) : shareAlike(500)
            );
            note(
                "Licensing",
                string.concat("derive, licensed parents: ", vm.toString(count), round == 0 ? "" : ", share-alike"),
                1_200_000
            );
        }
    }
}

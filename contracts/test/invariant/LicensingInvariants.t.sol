// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IOffers} from "../../src/Licensing/IOffers.sol";
import {ITitles} from "../../src/Titles/ITitles.sol";
import {World} from "../World.t.sol";
import {LicensingHandler} from "./LicensingHandler.t.sol";

contract LicensingInvariants is World {
    uint256 private constant ACTORS = 4;
    uint256 private constant WORLDS = 4;

    LicensingHandler private handler;

    function setUp() public {
        found(7 days);
        address made = vm.deployCode(
            "LicensingHandler.t.sol:LicensingHandler", abi.encode(titles, offers, licensing, address(royalties))
        );
        handler = LicensingHandler(made);
        for (uint256 i = 0; i < 2; ++i) {
            ITitles.Registration memory r;
            (r.fingerprint, r.manifestDigest, r.kind) = (bytes32(handler.idOf(i)), bytes32(i + 1), ITitles.Kind.Model);
            (r.name, r.arbitrator) = ("A model", address(0x70D6E));
            IOffers.Terms[] memory list = new IOffers.Terms[](4);
            for (uint256 k = 0; k < 4; ++k) {
                list[k] = handler.termsOf(k);
            }
            vm.prank(handler.HOLDER());
            offers.register(r, new bytes32[](0), new uint256[](0), list);
        }
        vm.warp(time() + 7 days);
        vm.roll(height() + 1);
    }

    /// @dev forge calls nothing but the handler.
    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    /// @dev All in one campaign: forge gives each invariant function the same calls.
    function invariant_L1_to_L4_L6_L7_O2_HoldUnderRandomUsers() public view {
        money();
        O2_NoMoreThanTheTermsAllow();
        for (uint256 i = 0; i < handler.count(); ++i) {
            L1_L2_L4_TheLicenseIsWhatItMustBe(i);
        }
        for (uint256 a = 0; a < ACTORS; ++a) {
            L7_IsLicensedByAnyOfThem(handler.actor(a), uint256(keccak256(abi.encode(time(), a))));
        }
    }

    /// @dev What was paid is what `Royalties` holds, all of it credited to the titles: nothing sticks anywhere.
    function money() private view {
        uint256 sum = 0;
        for (uint256 i = 0; i < 2; ++i) {
            uint256 id = handler.idOf(i);
            uint256 credited = royalties.balanceOf(id, royalties.payeeOf(id), address(handler.TOKEN()));
            vm.assertEq(credited, handler.paid(id), "credited");
            sum += credited;
        }
        vm.assertEq(handler.TOKEN().balanceOf(address(royalties)), sum, "held");
        vm.assertEq(handler.TOKEN().balanceOf(address(licensing)), 0, "licensing");
        vm.assertEq(handler.TOKEN().balanceOf(address(offers)), 0, "offers");
    }

    function O2_NoMoreThanTheTermsAllow() private view {
        for (uint256 i = 0; i < 8; ++i) {
            IOffers.Terms memory t = handler.termsOf(i % 4);
            (, uint32 sold) = offers.offerOf(handler.idOf(i / 4), idOf(t));
            vm.assertEq(sold, handler.sold(handler.idOf(i / 4), i % 4), "sold");
            if (t.supply != 0) vm.assertLe(sold, t.supply, "supply");
        }
    }

    function idOf(IOffers.Terms memory t) private view returns (bytes32) {
        return handler.termsIdOf(t);
    }

    function L1_L2_L4_TheLicenseIsWhatItMustBe(uint256 i) private view {
        LicensingHandler.Kept memory k = handler.keptAt(i);
        IOffers.Terms memory t = handler.termsOf(k.terms);
        vm.assertEq(licensing.ownerOf(k.id), k.owner, "L4");
        vm.assertEq(licensing.licenseOf(k.id).scope.territories & ~t.territories, 0, "L1");
        uint256[5] memory times = [k.since - 1, k.since, k.expires - 1, k.expires, time()];
        for (uint256 j = 0; j < 5; ++j) {
            uint256 seed = uint256(keccak256(abi.encode(k.id, times[j], j)));
            (uint8 a, uint8 b, uint8 c) = (uint8(seed % 4), uint8((seed >> 8) % 3), uint8((seed >> 16) % 3));
            vm.assertEq(licensing.covers(k.id, a, b, c, times[j]), handler.covers(i, a, b, c, times[j]), "L2");
        }
    }

    function L7_IsLicensedByAnyOfThem(address account, uint256 seed) private view {
        uint256 id = handler.idOf(seed >> 128);
        uint256 at = time() + 40 days - seed % 120 days;
        (uint8 a, uint8 b, uint8 c) = (uint8((seed >> 32) % 4), uint8((seed >> 40) % 3), uint8((seed >> 48) % 3));
        bool any = false;
        for (uint256 i = 0; i < handler.count() && !any; ++i) {
            LicensingHandler.Kept memory k = handler.keptAt(i);
            any = k.title == id && k.owner == account && handler.covers(i, a, b, c, at);
        }
        vm.assertEq(licensing.isLicensed(id, account, a, b, c, at), any, "L7");
    }

    /// @dev A handler that reaches nothing proves nothing.
    function test_invariant_TheLicensingHandlerReachesEveryOutcome() public {
        uint256 seed = 1;
        for (uint256 i = 0; i < WORLDS * 128; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            (uint256 a, uint256 b, uint256 c) = (seed >> 16, seed >> 32, seed >> 48);
            uint256 kind = seed % 10;
            if (kind < 3) handler.buy(a, b, c, seed >> 64, seed >> 80);
            if (kind == 3) handler.renew(a, b, uint16(c));
            if (kind == 4) handler.move(a, b);
            if (kind == 5 && i % 4 == 0) handler.cancel(a);
            if (kind == 6 && i % 4 == 0) handler.dispute(a, b);
            if (kind == 7) handler.pass(a);
            if (kind > 7) handler.grant(a, b, c, seed >> 64, seed >> 80);
            if (kind == 8 && i % 4 == 0) handler.cancelVoucher(a);
            if (i % 64 == 0) invariant_L1_to_L4_L6_L7_O2_HoldUnderRandomUsers();
        }
        for (uint256 i = 0; i <= uint256(LicensingHandler.Deed.Refused); ++i) {
            vm.assertTrue(handler.done(LicensingHandler.Deed(i)) != 0, string.concat("never reached: ", vm.toString(i)));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IPackages} from "../../src/Sealing/IPackages.sol";
import {ITitles} from "../../src/Titles/ITitles.sol";
import {TitlesFixture} from "../Titles/TitlesFixture.t.sol";

contract PackagesTest is TitlesFixture {
    bytes32 private constant HEADER = keccak256("header");
    bytes32 private constant ROOT = keccak256("root");

    IPackages private packages;
    uint256 private id;

    function setUp() public override {
        super.setUp();
        packages = IPackages(vm.deployCode("out/Packages.sol/Packages.json", abi.encode(titles)));
        vm.prank(ALICE);
        id = titles.register(statement(MODEL), noProof);
    }

    function publish(address holder, bytes32 fingerprint, bytes32 header) private {
        vm.expectEmit();
        emit IPackages.Published(id, fingerprint, header, ROOT, "https://a.example/");
        vm.prank(holder);
        packages.publish(fingerprint, header, ROOT, "https://a.example/");
    }

    function requireIs(bytes32 fingerprint, bytes32 header, uint256 at) private view {
        IPackages.Package memory package = packages.packageOf(fingerprint);
        vm.assertEq(package.header, header, "header");
        vm.assertEq(package.root, header == 0 ? bytes32(0) : ROOT, "root");
        vm.assertEq(package.publishedAt, at, "time");
    }

    function test_publish_ByTheHolder() public {
        publish(ALICE, MODEL, HEADER);
        requireIs(MODEL, HEADER, time());
        vm.assertEq(packages.titles(), address(titles), "titles");
    }

    function test_publish_OfALaterVersion() public {
        vm.prank(ALICE);
        titles.publishVersion(id, ITitles.Version(OTHER, keccak256("m"), 0, "better", 0, 0), noProof);
        publish(ALICE, OTHER, HEADER);
        requireIs(OTHER, HEADER, time());
        requireIs(MODEL, 0, 0);
    }

    function test_publish_AgainTakesTheEarliersPlace() public {
        publish(ALICE, MODEL, HEADER);
        pass(1);
        publish(ALICE, MODEL, keccak256("rotated"));
        requireIs(MODEL, keccak256("rotated"), time());
    }

    function test_publish_ByTheBuyerAfterASale() public {
        publish(ALICE, MODEL, HEADER);
        pass(PERIOD);
        vm.prank(ALICE);
        titles.transferFrom(ALICE, BOB, id);
        requireIs(MODEL, HEADER, time() - PERIOD); // the licensees' way stays open
        publish(BOB, MODEL, keccak256("the buyer's"));
        vm.expectRevert(abi.encodeWithSelector(IPackages.Packages_NotHolder.selector, id, ALICE));
        vm.prank(ALICE);
        packages.publish(MODEL, HEADER, ROOT, "");
    }

    function test_publish_RevertWhen_ByAnother() public {
        vm.expectRevert(abi.encodeWithSelector(IPackages.Packages_NotHolder.selector, id, THIEF));
        vm.prank(THIEF);
        packages.publish(MODEL, HEADER, ROOT, "");
    }

    function test_publish_RevertWhen_Unregistered() public {
        vm.expectRevert(abi.encodeWithSelector(IPackages.Packages_Unregistered.selector, OTHER));
        packages.publish(OTHER, HEADER, ROOT, "");
    }

    function test_publish_RevertWhen_ADigestIsZero() public {
        for (uint256 i = 0; i < 2; ++i) {
            vm.expectRevert(IPackages.Packages_NoDigest.selector);
            vm.prank(ALICE);
            packages.publish(MODEL, i == 0 ? bytes32(0) : HEADER, i == 1 ? bytes32(0) : ROOT, "");
        }
    }

    function test_publish_RevertWhen_TheSourcesAreTooLong() public {
        vm.expectRevert(abi.encodeWithSelector(IPackages.Packages_SourcesTooLong.selector, 2_049));
        vm.prank(ALICE);
        packages.publish(MODEL, HEADER, ROOT, string(new bytes(2_049)));
        vm.prank(ALICE);
        packages.publish(MODEL, HEADER, ROOT, string(new bytes(2_048)));
    }

    function test_withdraw_LeadsNobodyThere() public {
        publish(ALICE, MODEL, HEADER);
        vm.expectEmit();
        emit IPackages.Withdrawn(id, MODEL);
        vm.prank(ALICE);
        packages.withdraw(MODEL);
        requireIs(MODEL, 0, 0);
    }

    function test_withdraw_RevertWhen_ByAnother() public {
        publish(ALICE, MODEL, HEADER);
        vm.expectRevert(abi.encodeWithSelector(IPackages.Packages_NotHolder.selector, id, THIEF));
        vm.prank(THIEF);
        packages.withdraw(MODEL);
    }

    function test_withdraw_RevertWhen_ThereIsNone() public {
        vm.expectRevert(abi.encodeWithSelector(IPackages.Packages_None.selector, MODEL));
        vm.prank(ALICE);
        packages.withdraw(MODEL);
    }

    function test_packageOf_IsNoneBefore() public view {
        requireIs(MODEL, 0, 0);
        requireIs(OTHER, 0, 0);
    }

    function test_packageOf_K2_DoesNotOutliveASupersededRegistration() public {
        anchor(BOB, OTHER);
        pass(1);
        vm.prank(THIEF);
        id = titles.register(statement(OTHER), noProof);
        publish(THIEF, OTHER, HEADER);
        vm.prank(BOB);
        titles.register(anchored(BOB, OTHER), noProof); // Bob had anchored it before: the title is his
        requireIs(OTHER, 0, 0);
        publish(BOB, OTHER, keccak256("Bob's"));
        requireIs(OTHER, keccak256("Bob's"), time());
    }

    function test_constructor_RevertWhen_ThereIsNoContract() public {
        vm.expectRevert(abi.encodeWithSelector(IPackages.Packages_NoTitles.selector, ALICE));
        vm.deployCode("out/Packages.sol/Packages.json", abi.encode(ALICE));
    }
}

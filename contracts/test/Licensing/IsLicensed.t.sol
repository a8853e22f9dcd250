// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ILicensing} from "../../src/Licensing/ILicensing.sol";
import {IOffers} from "../../src/Licensing/IOffers.sol";
import {TermsCodec} from "../../src/Licensing/TermsCodec.sol";
import {LicensingCast} from "./LicensingCast.t.sol";

contract IsLicensedTest is LicensingCast {
    function licensed(uint256 asset, address account) private view returns (bool) {
        return licensing.isLicensed(asset, account, 56, 0, 1, time());
    }

    function take(IOffers.Scope memory s) private returns (uint256) {
        registerFinal(ALICE, MODEL);
        return buy(BOB, ID, offer(ALICE, ID, subscription()), s);
    }

    // ---------------------------------------------------------------------------------------------------------- a use

    function test_isLicensed_L2_ToTheSecond() public {
        uint256 licenseId = take(everything());
        uint256 start = time();
        uint256[4] memory times = [start - 1, start, start + 30 days - 1, start + 30 days];
        for (uint256 i = 0; i < 4; ++i) {
            bool within = i == 1 || i == 2;
            vm.assertEq(licensing.isLicensed(ID, BOB, 56, 0, 1, times[i]), within, "isLicensed");
            vm.assertEq(licensing.covers(licenseId, 56, 0, 1, times[i]), within, "covers");
        }
    }

    function test_isLicensed_L2_ForEverIsForEver() public {
        registerFinal(ALICE, MODEL);
        buy(BOB, ID, offer(ALICE, ID, sale()), everything());
        vm.assertTrue(licensing.isLicensed(ID, BOB, 56, 0, 1, type(uint256).max), "for ever");
        vm.assertTrue(!licensing.isLicensed(ID, BOB, 56, 0, 1, time() - 1), "not before");
    }

    function testFuzz_isLicensed_L7_OnlyWithinTheScope(uint256 seed, uint8 territory, uint8 field, uint8 dataType)
        public
    {
        IOffers.Scope memory s = scope(
            draw(seed, 0) & TermsCodec.WORLDWIDE | 1,
            uint48(draw(seed, 1)) & TermsCodec.ALL_FIELDS | 1,
            uint24(draw(seed, 2)) & TermsCodec.ALL_DATA_TYPES | 1
        );
        if (draw(seed, 3) % 3 == 0) s.territories = TermsCodec.WORLDWIDE;
        if (draw(seed, 3) % 3 == 1) s.territories = 1 << draw(seed, 4) % 249;
        uint256 licenseId = take(s);
        bool within = s.territories >> territory & 1 == 1 && uint256(s.fields) >> field & 1 == 1
            && uint256(s.dataTypes) >> dataType & 1 == 1;
        vm.assertEq(licensing.isLicensed(ID, BOB, territory, field, dataType, time()), within, "isLicensed");
        vm.assertEq(licensing.covers(licenseId, territory, field, dataType, time()), within, "covers");
    }

    function test_isLicensed_L7_NothingBeyondTheLists() public {
        take(everything());
        for (uint256 i = 249; i < 256; ++i) {
            vm.assertTrue(!licensing.isLicensed(ID, BOB, uint8(i), 0, 1, time()), "territory");
        }
        for (uint256 i = 40; i < 256; ++i) {
            vm.assertTrue(!licensing.isLicensed(ID, BOB, 56, uint8(i), 1, time()), "field");
        }
        for (uint256 i = 20; i < 256; ++i) {
            vm.assertTrue(!licensing.isLicensed(ID, BOB, 56, 0, uint8(i), time()), "data type");
        }
    }

    function test_isLicensed_L7_NobodyElse() public {
        take(everything());
        vm.assertTrue(licensed(ID, BOB), "Bob");
        vm.assertTrue(!licensed(ID, THIEF), "another");
        vm.assertTrue(!licensed(ID, address(0)), "nobody");
        vm.assertTrue(!licensed(uint256(OTHER), BOB), "no title");
        vm.assertTrue(!licensed(0, BOB), "no fingerprint");
        vm.assertTrue(!licensing.covers(1, 56, 0, 1, time()), "no license");
    }

    function test_isLicensed_L7_ByAnyOfSeveral() public {
        take(scope(DE, RESEARCH, PERSONAL));
        bytes32 termsId = offer(ALICE, ID, sale());
        buy(BOB, ID, termsId, scope(FR, MEDICAL, PERSONAL));
        buy(BOB, ID, termsId, scope(JP | FR, RESEARCH, 1));
        vm.assertTrue(licensing.isLicensed(ID, BOB, 56, 0, 1, time()), "the first");
        vm.assertTrue(licensing.isLicensed(ID, BOB, 74, 4, 1, time()), "the second");
        vm.assertTrue(licensing.isLicensed(ID, BOB, 113, 0, 0, time()), "the third");
        vm.assertTrue(!licensing.isLicensed(ID, BOB, 56, 4, 1, time()), "never two together");
        vm.assertEq(licensing.licensesOf(ID, BOB).length, 3, "licenses");
    }

    // ------------------------------------------------------------------------------------------------------ the holder

    function test_isLicensed_L7_TheHolderMayAlways() public {
        register(ALICE, MODEL);
        publish(ALICE, ID, versionOf(OTHER));
        vm.assertTrue(licensing.isLicensed(ID, ALICE, 255, 255, 255, 0), "the title");
        vm.assertTrue(licensed(uint256(OTHER), ALICE), "the version");
        pass(PERIOD);
        vm.prank(ALICE);
        titles.transferFrom(ALICE, BOB, ID);
        vm.assertTrue(!licensed(ID, ALICE), "no more");
        vm.assertTrue(licensed(ID, BOB), "but the new one");
    }

    // -------------------------------------------------------------------------------------------------------- versions

    function test_isLicensed_L7_ForAllVersions() public {
        take(everything());
        publish(ALICE, ID, versionOf(OTHER));
        vm.assertTrue(licensed(uint256(OTHER), BOB), "published later");
        vm.assertTrue(!licensed(uint256(OTHER), THIEF), "another");
        vm.prank(JUDGE);
        titles.strike(OTHER);
        vm.assertTrue(!licensed(uint256(OTHER), BOB), "struck");
    }

    // ------------------------------------------------------------------------------------------------------- take-over

    function test_isLicensed_L2_VoidAfterATakeOverUntilHonored() public {
        robbed();
        uint256 licenseId = buy(BOB, ID, offer(THIEF, ID, sale()), everything());
        vm.assertTrue(licensed(ID, BOB), "before");
        takeOver();
        vm.assertTrue(!licensed(ID, BOB), "after");
        vm.assertTrue(!licensing.covers(licenseId, 56, 0, 1, time()), "nor by its id");
        vm.expectEmit();
        emit ILicensing.LicenseHonored(licenseId, 1);
        vm.prank(ALICE);
        licensing.honor(licenseId);
        vm.assertTrue(licensed(ID, BOB), "honored");
        vm.assertEq(licensing.licenseOf(licenseId).epoch, 1, "epoch");
    }

    function test_isLicensed_ANewOneBesidesTheVoid() public {
        robbed();
        buy(BOB, ID, offer(THIEF, ID, sale()), everything());
        takeOver();
        uint256 licenseId = buy(BOB, ID, offer(ALICE, ID, sale()), everything());
        vm.assertEq(licenseId, licensing.licenseIdOf(ID, BOB, 1), "id");
        vm.assertTrue(licensed(ID, BOB), "licensed");
    }

    function test_isLicensed_L2_OfADissolvedTitle() public {
        registerFinal(ALICE, OTHER);
        robbed();
        uint256 licenseId = buy(BOB, ID, offer(THIEF, ID, sale()), everything());
        publish(ALICE, uint256(OTHER), anchoredVersion(ALICE, MODEL));
        vm.assertTrue(!licensed(ID, BOB), "void");
        vm.assertTrue(!licensing.covers(licenseId, 56, 0, 1, time()), "nor by its id");
        vm.assertTrue(licensed(ID, ALICE), "the holder of what took it in");
        vm.expectRevert(abi.encodeWithSelector(ILicensing.Licensing_NotHolder.selector, ID, ALICE));
        vm.prank(ALICE);
        licensing.honor(licenseId);
        buy(BOB, uint256(OTHER), offer(ALICE, uint256(OTHER), sale()), everything());
        vm.assertTrue(licensed(ID, BOB), "by a license of that");
    }

    function test_isLicensed_L2_BoughtBeforeItWasFinal() public {
        register(ALICE, MODEL);
        buy(BOB, ID, offer(ALICE, ID, sale()), everything());
        pass(PERIOD);
        vm.assertTrue(licensed(ID, BOB), "licensed");
    }

    function test_honor_RevertWhen_TheCallerIsNotTheHolder() public {
        uint256 licenseId = take(everything());
        vm.expectRevert(abi.encodeWithSelector(ILicensing.Licensing_NotHolder.selector, ID, BOB));
        vm.prank(BOB);
        licensing.honor(licenseId);
    }

    function test_honor_RevertWhen_ThereIsNoLicense() public {
        vm.expectRevert(abi.encodeWithSelector(ILicensing.Licensing_NoLicense.selector, 1));
        licensing.honor(1);
    }

    function test_licenseOf_RevertWhen_ThereIsNone() public {
        vm.expectRevert(abi.encodeWithSelector(ILicensing.Licensing_NoLicense.selector, 1));
        licensing.licenseOf(1);
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ILicensing} from "../../src/Licensing/ILicensing.sol";
import {IOffers} from "../../src/Licensing/IOffers.sol";
import {LicensingCast} from "./LicensingCast.t.sol";

contract SpansTest is LicensingCast {
    uint256 private license;
    uint256 private start;

    function setUp() public override {
        super.setUp();
        registerFinal(ALICE, MODEL);
        license = buy(BOB, ID, offer(ALICE, ID, subscription()), everything());
        start = time();
    }

    function renew() private {
        vm.prank(BOB);
        licensing.renew(license, 1, PRICE, noPermit);
    }

    function check(uint256 at, bool within) private view {
        vm.assertEq(licensing.covers(license, 56, 0, 1, at), within, "covers");
        vm.assertEq(licensing.isLicensed(ID, BOB, 56, 0, 1, at), within, "isLicensed");
    }

    function test_isLicensed_L2_ThePastAfterALateRenewal() public {
        pass(100 days);
        renew();
        ILicensing.Span[] memory spans = licensing.spansOf(license);
        vm.assertEq(spans.length, 1, "spans");
        vm.assertEq(spans[0].since, start, "since");
        vm.assertEq(spans[0].expires, start + 30 days, "expires");
        uint256[6] memory inside =
            [start, start + 1, start + 30 days - 1, start + 100 days, start + 101 days, start + 130 days - 1];
        uint256[5] memory outside = [0, start - 1, start + 30 days, start + 100 days - 1, start + 130 days];
        for (uint256 i = 0; i < 6; ++i) {
            check(inside[i], true);
        }
        for (uint256 i = 0; i < 5; ++i) {
            check(outside[i], false);
        }
    }

    /// @dev Renewals, cancellations and waits of any length: each second of the past is told as it was.
    function testFuzz_isLicensed_L2_ThePastIsToldAsItWas(uint256 seed) public {
        uint256[2][] memory windows = new uint256[2][](12);
        uint256 count = 0;
        uint256 since = start;
        uint256 expires = start + 30 days;
        for (uint256 i = 0; i < 11; ++i) {
            pass(1 + draw(seed, 2 * i) % 60 days);
            if (draw(seed, 2 * i + 1) % 4 == 0) {
                vm.prank(BOB);
                licensing.cancelSubscription(license);
                if (time() < expires) expires = time();
                continue;
            }
            renew();
            if (time() <= expires + 3 days) {
                expires += 30 days;
            } else {
                windows[count++] = [since, expires];
                (since, expires) = (time(), time() + 30 days);
            }
        }
        windows[count++] = [since, expires];
        vm.assertEq(licensing.spansOf(license).length, count - 1, "spans");
        for (uint256 i = 0; i < count; ++i) {
            check(windows[i][0], windows[i][0] < windows[i][1]);
            check(windows[i][0] - 1, false);
            check(windows[i][1], false);
            if (windows[i][0] < windows[i][1]) check(windows[i][1] - 1, true);
        }
    }

    function test_spansOf_NoneWithoutAGap() public {
        pass(32 days);
        renew();
        vm.assertEq(licensing.spansOf(license).length, 0, "spans");
        // What a renewal within the grace joins is paid for, and so counts without a gap.
        check(start + 31 days, true);
        vm.expectRevert(abi.encodeWithSelector(ILicensing.Licensing_NoLicense.selector, 1));
        licensing.spansOf(1);
    }

    function test_isLicensed_L2_APastOfBeforeATakeOverIsVoidToo() public {
        robbedOther();
        IOffers.Terms memory t = subscription();
        license = buy(BOB, uint256(OTHER), offer(THIEF, uint256(OTHER), t), everything());
        start = time();
        pass(PERIOD - 3 hours);
        vm.prank(BOB);
        licensing.cancelSubscription(license);
        register(ALICE, anchored(ALICE, OTHER));
        vm.assertTrue(!licensing.covers(license, 56, 0, 1, start), "void");
    }

    function robbedOther() private {
        anchor(ALICE, OTHER);
        pass(1 hours);
        register(THIEF, OTHER);
        pass(1 hours);
    }
}

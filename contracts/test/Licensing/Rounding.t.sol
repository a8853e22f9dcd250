// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IOffers} from "../../src/Licensing/IOffers.sol";
import {Token} from "../Tokens/Token.t.sol";
import {ITitles} from "../../src/Titles/ITitles.sol";
import {LicensingCast} from "./LicensingCast.t.sol";

/// @dev Prices are whole smallest units times whole periods: nothing is rounded. What an ancestor gets of one payment is rounded
/// down to a whole unit, and the rest stays with the title that was paid: less than one unit per ancestor and payment.
contract RoundingTest is LicensingCast {
    uint256 private constant CHILD = uint256(keccak256("a child"));

    /// @dev A subscription of Bob's child, which owes Alice 5 %, in a currency of few decimals.
    function child(uint8 decimals, uint128 price) private returns (bytes32 termsId) {
        registerFinal(ALICE, MODEL);
        uint256[] memory licenses = new uint256[](1);
        licenses[0] = buy(BOB, ID, offer(ALICE, ID, derivable(500)), everything());
        ITitles.Registration memory r = withParent(statement(bytes32(CHILD)), ID, 500);
        vm.prank(BOB);
        offers.register(r, noProof, licenses, new IOffers.Terms[](0));
        pass(PERIOD);
        token = new Token(decimals);
        fund(THIEF);
        IOffers.Terms memory t = subscription();
        t.price = price;
        termsId = offer(BOB, CHILD, t);
    }

    function creditOf(uint256 titleId) private view returns (uint256) {
        return royalties.balanceOf(titleId, royalties.payeeOf(titleId), address(token));
    }

    function check(uint256 paid, uint256 ancestors) private view {
        vm.assertEq(1e15 - token.balanceOf(THIEF), paid, "paid");
        vm.assertEq(creditOf(ID), ancestors, "the ancestor's");
        vm.assertEq(creditOf(CHILD), paid - ancestors, "the title's");
        vm.assertEq(token.balanceOf(address(royalties)), paid, "held");
    }

    /// @dev 19 units: 5 % are less than one. 20: exactly one.
    function test_buy_R9_BelowOneUnitTheAncestorGetsNothing() public {
        buy(THIEF, CHILD, child(0, 19), everything());
        check(19, 0);
    }

    function test_buy_R9_FromOneUnitItDoes() public {
        buy(THIEF, CHILD, child(2, 20), everything());
        check(20, 1);
    }

    /// @dev Whole periods cost exactly their price; paid one by one, the ancestor's part is rounded down each time.
    function testFuzz_renew_R9_ExactToTheUnitWhateverTheDecimals(uint8 decimals, uint256 price, uint8 count) public {
        price = bound(price, 1, 1e6);
        count = uint8(bound(count, 1, 12));
        uint256 licenseId = buy(THIEF, CHILD, child(decimals % 3, uint128(price)), everything());
        for (uint256 i = 1; i < count; ++i) {
            vm.prank(THIEF);
            licensing.renew(licenseId, 1, price, noPermit);
        }
        check(price * count, price / 20 * count);
        vm.prank(THIEF);
        licensing.renew(licenseId, count, price * count, noPermit);
        check(2 * price * count, price / 20 * count + price * count / 20);
    }
}

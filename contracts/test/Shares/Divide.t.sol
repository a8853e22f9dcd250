// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {ITitles} from "../../src/Titles/ITitles.sol";
import {IRoyalties} from "../../src/Royalties/IRoyalties.sol";
import {IShares} from "../../src/Shares/IShares.sol";
import {Share} from "../../src/Shares/Share.sol";
import {SharesFixture} from "./SharesFixture.t.sol";

contract DivideTest is SharesFixture {
    function approve() private {
        vm.prank(ALICE);
        titles.approve(address(shares), id);
    }

    function refuse(
        bytes memory reason,
        string memory name,
        string memory symbol,
        uint16 majority,
        IShares.Allotment[] memory list
    ) private {
        vm.expectRevert(reason);
        vm.prank(ALICE);
        shares.divide(id, name, symbol, majority, STEWARD, NATIVE, list);
    }

    function refuse(IShares.Allotment[] memory list) private {
        refuse(abi.encodeWithSelector(IShares.Shares_BadAllotments.selector), "Name", "SYM", MAJORITY, list);
    }

    function test_divide_RevertWhen_TheCurrencyIsNoContract() public {
        approve();
        vm.expectRevert(abi.encodeWithSelector(IShares.Shares_BadCurrency.selector, THIEF));
        vm.prank(ALICE);
        shares.divide(id, "Name", "SYM", MAJORITY, STEWARD, THIEF, three());
    }

    function test_divide_NamesTheCurrencyOfOffers() public {
        divideAmongThree();
        vm.assertEq(shares.currencyOf(address(share)), address(token), "named");
        vm.assertEq(shares.currencyOf(THIEF), NATIVE, "no division");
    }

    // ------------------------------------------------------------------------------------------------------- the title

    function test_divide_RevertWhen_TheCallerDoesNotHoldTheTitle() public {
        approve();
        vm.expectRevert(abi.encodeWithSelector(IShares.Shares_NotHolder.selector, id, THIEF));
        vm.prank(THIEF);
        shares.divide(id, "Name", "SYM", MAJORITY, STEWARD, NATIVE, allot(THIEF, 1));
    }

    function test_divide_RevertWhen_TheTitleDoesNotExist() public {
        uint256 none = uint256(OTHER);
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721NonexistentToken.selector, none));
        vm.prank(ALICE);
        shares.divide(none, "Name", "SYM", MAJORITY, STEWARD, NATIVE, three());
    }

    function test_divide_RevertWhen_TheTitleIsNotApproved() public {
        refuse(
            abi.encodeWithSelector(IERC721Errors.ERC721InsufficientApproval.selector, address(shares), id),
            "Name",
            "SYM",
            MAJORITY,
            three()
        );
    }

    function test_divide_RevertWhen_TheTitleIsProvisional() public {
        register(BOB, OTHER);
        vm.prank(BOB);
        titles.setApprovalForAll(address(shares), true);
        uint256 end = titles.finalAt(OTHER);
        vm.warp(end - 1);
        vm.expectRevert(abi.encodeWithSelector(ITitles.Titles_Provisional.selector, uint256(OTHER), end));
        vm.prank(BOB);
        shares.divide(uint256(OTHER), "Name", "SYM", MAJORITY, STEWARD, NATIVE, three());
        vm.warp(end);
        vm.prank(BOB);
        address token_ = shares.divide(uint256(OTHER), "Name", "SYM", MAJORITY, STEWARD, NATIVE, three());
        vm.assertEq(titles.ownerOf(uint256(OTHER)), token_, "at the second of finality");
    }

    function test_divide_RevertWhen_TheTitleIsDisputed() public {
        approve();
        vm.prank(JUDGE);
        titles.setDisputed(id, true);
        refuse(abi.encodeWithSelector(ITitles.Titles_Disputed.selector, id), "Name", "SYM", MAJORITY, three());
    }

    function test_divide_RevertWhen_TheTitleIsDividedAlready() public {
        divideAmongThree();
        vm.expectRevert(abi.encodeWithSelector(IShares.Shares_NotHolder.selector, id, ALICE));
        vm.prank(ALICE);
        shares.divide(id, "Name", "SYM", MAJORITY, STEWARD, NATIVE, three());
    }

    // --------------------------------------------------------------------------------------------------------- numbers

    function test_divide_RevertWhen_TheMajorityIsOutOfRange() public {
        approve();
        uint16[4] memory bad = [uint16(0), 5_000, 10_001, type(uint16).max];
        for (uint256 i = 0; i < bad.length; ++i) {
            bytes memory reason = abi.encodeWithSelector(IShares.Shares_BadMajority.selector, bad[i]);
            refuse(reason, "Name", "SYM", bad[i], three());
        }
    }

    function testFuzz_divide_TakesEveryMajorityAboveOneHalf(uint256 majority) public {
        share = divide(ALICE, id, uint16(bound(majority, 5_001, 10_000)), three());
        (, uint16 stored,,) = shares.divisionOf(address(share));
        vm.assertEq(stored, bound(majority, 5_001, 10_000), "majority");
    }

    function test_divide_RevertWhen_TheNameOrTheSymbolIsEmptyOrLong() public {
        approve();
        string memory long = string(new bytes(65));
        bytes memory reason = abi.encodeWithSelector(IShares.Shares_BadName.selector);
        refuse(reason, "", "SYM", MAJORITY, three());
        refuse(reason, long, "SYM", MAJORITY, three());
        refuse(reason, "Name", "", MAJORITY, three());
        refuse(reason, "Name", long, MAJORITY, three());
    }

    function test_divide_RevertWhen_TheAllotmentsAreBad() public {
        approve();
        refuse(new IShares.Allotment[](0));
        refuse(allot(ALICE, 0));
        refuse(allot(address(0), 1));
        IShares.Allotment[] memory list = new IShares.Allotment[](201);
        for (uint256 i = 0; i < list.length; ++i) {
            list[i] = IShares.Allotment(address(uint160(i + 1)), 1);
        }
        refuse(list);
        list = three();
        list[0].amount = type(uint96).max;
        refuse(list);
        list = three();
        list[2].amount = 0;
        refuse(list);
    }

    function test_divide_RevertWhen_TheSharesWouldGoToTheirOwnToken() public {
        // The address of the next clone is known before.
        approve();
        uint256 nonce = 2;
        address next = address(uint160(uint256(keccak256(abi.encodePacked(hex"d694", address(shares), uint8(nonce))))));
        refuse(abi.encodeWithSelector(Share.Share_ToItself.selector), "Name", "SYM", MAJORITY, allot(next, 1));
        vm.prank(ALICE);
        vm.assertEq(shares.divide(id, "Name", "SYM", MAJORITY, STEWARD, NATIVE, three()), next, "the next clone");
    }

    // --------------------------------------------------------------------------------------------------------- effects

    function test_divide_GivesTheTitleToTheToken() public {
        vm.prank(ALICE);
        titles.approve(address(shares), id);
        address next = address(uint160(uint256(keccak256(abi.encodePacked(hex"d694", address(shares), hex"02")))));
        vm.expectEmit();
        emit IShares.TitleDivided(id, next, ALICE, MAJORITY, STEWARD, NATIVE, "Shares of a model", "MODEL", three());
        vm.expectEmit();
        emit IRoyalties.Divided(id, next);
        vm.prank(ALICE);
        share = Share(shares.divide(id, "Shares of a model", "MODEL", MAJORITY, STEWARD, NATIVE, three()));
        vm.assertEq(titles.ownerOf(id), address(share), "holder");
        vm.assertEq(titles.getApproved(id), address(0), "approval");
        vm.assertEq(royalties.payeeOf(id), address(share), "payee");
        (uint256 titleId, uint16 majority, address steward, uint256 boughtOut) = shares.divisionOf(address(share));
        vm.assertEq(titleId, id, "title");
        vm.assertEq(majority, MAJORITY, "majority");
        vm.assertEq(steward, STEWARD, "steward");
        vm.assertEq(boughtOut, 0, "bought out");
    }

    function test_divide_IssuesTheAllottedShares() public {
        divideAmongThree();
        vm.assertEq(share.name(), "Shares of a model", "name");
        vm.assertEq(share.symbol(), "MODEL", "symbol");
        vm.assertEq(share.decimals(), 0, "decimals");
        vm.assertEq(share.titleId(), id, "title");
        vm.assertEq(share.totalSupply(), 1_000, "supply");
        vm.assertEq(share.issued(), 1_000, "issued");
        vm.assertEq(share.balanceOf(ALICE), 500, "Alice");
        vm.assertEq(share.balanceOf(BOB), 300, "Bob");
        vm.assertEq(share.balanceOf(CAROL), 200, "Carol");
    }

    function test_divide_AnAccountMayStandTwice() public {
        IShares.Allotment[] memory list = three();
        list[2].account = ALICE;
        share = divide(ALICE, id, MAJORITY, list);
        vm.assertEq(share.balanceOf(ALICE), 700, "both");
        pay(id, 1_000);
        checkClaimable(ALICE, 700, "income");
    }

    function test_divide_AmongTwoHundred() public {
        IShares.Allotment[] memory list = new IShares.Allotment[](200);
        for (uint256 i = 0; i < list.length; ++i) {
            list[i] = IShares.Allotment(address(uint160(0xF00 + i)), uint96(i + 1));
        }
        share = divide(ALICE, id, MAJORITY, list);
        vm.assertEq(share.totalSupply(), 20_100, "supply");
        vm.assertEq(share.getVotes(address(0xF00 + 199)), 200, "the last one's votes");
    }

    function testFuzz_divide_AnySupplyUpToTwoToThe96(uint96 a, uint96 b, uint128 income) public {
        a = uint96(bound(a, 1, type(uint96).max - 1));
        b = uint96(bound(b, 1, type(uint96).max - a));
        income = uint128(bound(income, 1, type(uint128).max));
        IShares.Allotment[] memory list = new IShares.Allotment[](2);
        list[0] = IShares.Allotment(BOB, a);
        list[1] = IShares.Allotment(CAROL, b);
        share = divide(ALICE, id, MAJORITY, list);
        token.mint(PAYER, income);
        pay(id, income);
        uint256 supply = uint256(a) + b;
        checkClaimable(BOB, uint256(a) * income / supply, "Bob");
        checkClaimable(CAROL, uint256(b) * income / supply, "Carol");
    }

    function test_divide_TwoTitlesHaveTokensOfTheirOwn() public {
        divideAmongThree();
        registerFinal(BOB, OTHER);
        Share other = divide(BOB, uint256(OTHER), MAJORITY, allot(BOB, 7));
        vm.assertTrue(address(other) != address(share), "two tokens");
        vm.assertEq(other.totalSupply(), 7, "supply");
        vm.assertEq(share.totalSupply(), 1_000, "the first's stays");
        pay(uint256(OTHER), 70);
        vm.assertEq(other.claimable(BOB, address(token)), 70, "income");
        checkClaimable(BOB, 0, "none of the other's");
    }

    // ----------------------------------------------------------------------------------------------------------- token

    function test_issue_RevertWhen_TheCallerIsNotShares() public {
        divideAmongThree();
        bytes memory reason = abi.encodeWithSelector(Share.Share_NotAllowed.selector, STEWARD);
        vm.expectRevert(reason);
        vm.prank(STEWARD);
        share.issue(allot(STEWARD, 1));
        vm.expectRevert(reason);
        vm.prank(STEWARD);
        share.redeem(ALICE);
        vm.expectRevert(reason);
        vm.prank(STEWARD);
        share.perform(address(titles), "");
    }

    function test_divide_TheCodeOfAllTokensIsNobodys() public {
        Share code = Share(shares.SHARE());
        vm.expectRevert(abi.encodeWithSelector(Share.Share_NotAllowed.selector, THIEF));
        vm.prank(THIEF);
        code.issue(allot(THIEF, 1));
        vm.expectRevert(abi.encodeWithSelector(IShares.Shares_NotDivided.selector, address(code)));
        shares.proposeSteward(address(code), THIEF);
    }
}

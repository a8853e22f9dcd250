// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {ITitles} from "../../src/Titles/ITitles.sol";
import {Titles} from "../../src/Titles/Titles.sol";
import {TitlesFixture} from "./TitlesFixture.t.sol";

contract ViewsTest is TitlesFixture {
    uint256 private constant ID = uint256(MODEL);

    /// @dev The deployment proxy that stands at one address on nearly every EVM chain, and its code.
    function test_supportsInterface_AnswersForEachStandard() public view {
        bytes4[5] memory yes =
            [bytes4(0x01ffc9a7), bytes4(0x80ac58cd), bytes4(0x5b5e139f), bytes4(0x2a55205a), bytes4(0x49064906)];
        for (uint256 i = 0; i < yes.length; ++i) {
            vm.assertTrue(titles.supportsInterface(yes[i]), "ERC-165, 721, 721 metadata, 2981, 4906");
        }
        vm.assertTrue(!titles.supportsInterface(0xffffffff), "the forbidden id");
        vm.assertTrue(!titles.supportsInterface(0x780e9d63), "enumerable, which it isn't");
    }

    function test_tokenURI_RevertWhen_TheTitleDoesNotExist() public {
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721NonexistentToken.selector, ID));
        titles.tokenURI(ID);
    }

    function test_tokenURI_IsTheManifestsCid() public {
        ITitles.Registration memory r = statement(MODEL);
        r.manifestDigest = sha256("manifest");
        register(ALICE, r);
        vm.assertEq(
            titles.tokenURI(ID),
            // printf manifest | sha256sum
            "ipfs://f0155122005b3abf2579a5eb66403cd78be557fd860633a1fe2103c7642030defe32c657f",
            "URI"
        );
    }

    function test_tokenURI_FollowsTheLatestVersion() public {
        register(ALICE, MODEL);
        string memory first = titles.tokenURI(ID);
        ITitles.Version memory v = versionOf(OTHER);
        v.manifestDigest = bytes32(uint256(0xabcdef));
        publish(ALICE, ID, v);
        vm.assertEq(
            titles.tokenURI(ID),
            "ipfs://f015512200000000000000000000000000000000000000000000000000000000000abcdef",
            "URI"
        );
        vm.prank(JUDGE);
        titles.strike(OTHER);
        vm.assertEq(titles.tokenURI(ID), first, "the first again");
    }

    function test_royaltyInfo_IsZeroForNone() public {
        register(ALICE, MODEL);
        (address receiver, uint256 amount) = titles.royaltyInfo(ID, 1 ether);
        vm.assertEq(receiver, address(0), "receiver");
        vm.assertEq(amount, 0, "amount");
    }

    function testFuzz_royaltyInfo_NeverOverflowsNorExceeds(uint256 price, uint256 share) public {
        ITitles.Registration memory r = statement(MODEL);
        r.resaleRoyalty = uint16(bound(share, 0, 1_000));
        register(ALICE, r);
        (, uint256 amount) = titles.royaltyInfo(ID, price);
        vm.assertLe(amount, price / 10 + 1, "a tenth at most");
        if (price < 2 ** 240) vm.assertEq(amount, price * r.resaleRoyalty / 10_000, "exactly");
    }

    function test_views_RevertWhen_Unregistered() public {
        bytes memory reason = abi.encodeWithSelector(ITitles.Titles_Unregistered.selector, MODEL);
        vm.expectRevert(reason);
        titles.priorityOf(MODEL);
        vm.expectRevert(reason);
        titles.finalAt(MODEL);
        vm.expectRevert(reason);
        titles.isFinal(MODEL);
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721NonexistentToken.selector, ID));
        titles.latestOf(ID);
    }

    function test_views_AreZeroForTheUnknown() public view {
        vm.assertEq(titles.titleOf(MODEL), 0, "titleOf");
        vm.assertEq(titles.manifestOf(MODEL), 0, "manifestOf");
        vm.assertEq(titles.versionOf(MODEL).titleId, 0, "versionOf");
        vm.assertEq(titles.recordOf(ID).registeredBlock, 0, "recordOf");
        vm.assertEq(titles.epochOf(ID), 0, "epochOf");
    }

    function test_views_NeverTakeTheZeroFingerprintForATitle() public {
        vm.assertEq(titles.titleOf(0), 0, "titleOf");
        vm.assertEq(titles.manifestOf(0), 0, "manifestOf");
        vm.expectRevert(abi.encodeWithSelector(ITitles.Titles_Unregistered.selector, bytes32(0)));
        titles.priorityOf(0);
        vm.expectRevert(abi.encodeWithSelector(ITitles.Titles_NotAVersion.selector, bytes32(0)));
        titles.strike(0);
    }

    function test_views_NameAndSymbol() public view {
        vm.assertEq(titles.name(), "ModelDeed Title", "name");
        vm.assertEq(titles.symbol(), "DEED", "symbol");
    }

    function construct(address anchorsContract, uint256 period, bytes memory reason) private {
        bytes memory code = bytes.concat(vm.getCode("out/Titles.sol/Titles.json"), abi.encode(anchorsContract, period));
        vm.expectRevert(reason);
        address made;
        assembly ("memory-safe") {
            made := create(0, add(code, 32), mload(code))
        }
    }

    function test_constructor_RevertWhen_AnchorsIsNoContract() public {
        construct(ALICE, PERIOD, abi.encodeWithSelector(ITitles.Titles_NoAnchors.selector, ALICE));
        construct(address(0), PERIOD, abi.encodeWithSelector(ITitles.Titles_NoAnchors.selector, address(0)));
    }

    function test_constructor_RevertWhen_ThePeriodIsOutOfRange() public {
        construct(address(anchors), 0, abi.encodeWithSelector(ITitles.Titles_BadContestPeriod.selector, 0));
        uint256 over = 365 days + 1;
        construct(address(anchors), over, abi.encodeWithSelector(ITitles.Titles_BadContestPeriod.selector, over));
    }

    function test_constructor_KeepsItsArguments() public {
        vm.assertEq(titles.anchors(), address(anchors), "anchors");
        vm.assertEq(titles.contestPeriod(), PERIOD, "period");
        found(1);
        vm.assertEq(titles.contestPeriod(), 1, "the shortest");
        found(365 days);
        vm.assertEq(titles.contestPeriod(), 365 days, "the longest");
    }
}

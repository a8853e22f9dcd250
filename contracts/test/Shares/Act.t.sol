// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {ILicensing} from "../../src/Licensing/ILicensing.sol";
import {IOffers} from "../../src/Licensing/IOffers.sol";
import {IRoyalties} from "../../src/Royalties/IRoyalties.sol";
import {IShares} from "../../src/Shares/IShares.sol";
import {ITitles} from "../../src/Titles/ITitles.sol";
import {SharesFixture} from "./SharesFixture.t.sol";

contract ActTest is SharesFixture {
    function setUp() public override {
        super.setUp();
        divideAmongThree();
    }

    function act(address target, bytes memory data) private returns (bytes memory) {
        vm.prank(STEWARD);
        return shares.act(address(share), target, data);
    }

    function refuse(address target, bytes memory data) private {
        vm.expectRevert(abi.encodeWithSelector(IShares.Shares_ActNotAllowed.selector, target, bytes4(data)));
        act(target, data);
    }

    function offerBySteward(IOffers.OfferState state) private returns (bytes32) {
        return abi.decode(act(address(offers), abi.encodeCall(IOffers.offer, (id, sale(), state))), (bytes32));
    }

    function voucher(bytes32 termsId, uint256 price) private view returns (ILicensing.Voucher memory v) {
        v.titleId = id;
        v.termsId = termsId;
        v.holder = address(share);
        v.licensee = BOB;
        v.scope = everything();
        v.periods = 1;
        v.currency = address(token);
        v.price = price;
        v.nonce = 5;
        v.deadline = time() + 1 days;
    }

    function signed(uint256 key, ILicensing.Voucher memory v) private view returns (bytes memory) {
        bytes32 typehash = keccak256(
            "Voucher(uint256 titleId,bytes32 termsId,address holder,address licensee,uint256 territories,uint48 fields,uint24 dataTypes,uint16 periods,address currency,uint256 price,uint128 renewalPrice,uint256 nonce,uint256 deadline)"
        );
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("ModelDeed Licensing"),
                keccak256("1"),
                block.chainid,
                address(licensing)
            )
        );
        return sign(key, keccak256(abi.encodePacked(hex"1901", domain, keccak256(abi.encode(typehash, v)))));
    }

    function grant(ILicensing.Voucher memory v, bytes memory signature) private returns (uint256) {
        vm.prank(BOB);
        return licensing.grant(v, signature, noCredential, noPermit);
    }

    function refuseGrant(ILicensing.Voucher memory v, bytes memory signature) private {
        vm.expectRevert(abi.encodeWithSelector(ILicensing.Licensing_BadSignature.selector, address(share)));
        grant(v, signature);
    }

    function appoint(address candidate) private {
        vm.prank(ALICE);
        uint256 motionId = shares.proposeSteward(address(share), candidate);
        accept(ALICE, motionId);
        accept(BOB, motionId);
    }

    // --------------------------------------------------------------------------------------------------------- refused

    function test_act_RevertWhen_TheTokenIsNone() public {
        vm.expectRevert(abi.encodeWithSelector(IShares.Shares_NotDivided.selector, THIEF));
        vm.prank(STEWARD);
        shares.act(THIEF, address(titles), "");
    }

    function test_act_RevertWhen_TheCallerIsNotTheSteward() public {
        bytes memory data = abi.encodeCall(ILicensing.cancelVoucher, (1));
        vm.expectRevert(abi.encodeWithSelector(IShares.Shares_NotAllowed.selector, ALICE));
        vm.prank(ALICE);
        shares.act(address(share), address(licensing), data);
        appoint(ALICE);
        vm.expectRevert(abi.encodeWithSelector(IShares.Shares_NotAllowed.selector, STEWARD));
        act(address(licensing), data);
        vm.prank(ALICE);
        shares.act(address(share), address(licensing), data);
    }

    function test_act_S3_RevertWhen_TheCallIsNotOneOfTheAllowed() public {
        refuse(address(titles), abi.encodeCall(IERC721.transferFrom, (address(share), STEWARD, id)));
        refuse(
            address(titles), abi.encodeWithSignature("safeTransferFrom(address,address,uint256)", share, STEWARD, id)
        );
        refuse(address(titles), abi.encodeCall(IERC721.approve, (STEWARD, id)));
        refuse(address(titles), abi.encodeCall(IERC721.setApprovalForAll, (STEWARD, true)));
        refuse(address(royalties), abi.encodeCall(IRoyalties.release, (id, address(token), STEWARD, 1)));
        refuse(address(royalties), abi.encodeCall(IRoyalties.withdraw, (id, address(token), STEWARD)));
        refuse(address(royalties), abi.encodeCall(IRoyalties.divide, (id)));
        refuse(address(token), abi.encodeCall(IERC20.transfer, (STEWARD, 1)));
        refuse(address(share), abi.encodeCall(IERC20.transfer, (STEWARD, 1)));
        refuse(address(shares), abi.encodeCall(IShares.accept, (1)));
        refuse(address(licensing), abi.encodeWithSignature("setApprovalForAll(address,bool)", STEWARD, true));
        refuse(address(licensing), "");
        // An allowed selector counts for its own contract only.
        refuse(address(titles), abi.encodeCall(ILicensing.cancelVoucher, (1)));
        refuse(address(licensing), abi.encodeWithSelector(ITitles.publishVersion.selector));
        refuse(address(offers), abi.encodeWithSelector(ITitles.publishVersion.selector));
    }

    function testFuzz_act_S3_OnlySevenSelectors(bytes4 selector, uint256 pick) public {
        address[3] memory targets = [address(titles), address(offers), address(licensing)];
        bytes4[7] memory allowed = [
            ITitles.publishVersion.selector,
            IOffers.offer.selector,
            IOffers.setOffer.selector,
            ILicensing.grant.selector,
            ILicensing.honor.selector,
            ILicensing.cancelVoucher.selector,
            ILicensing.endRenewals.selector
        ];
        for (uint256 i = 0; i < allowed.length; ++i) {
            vm.assume(selector != allowed[i]);
        }
        refuse(targets[pick % 3], abi.encodeWithSelector(selector, id, id, id));
    }

    function test_act_PassesTheReasonOn() public {
        vm.expectRevert(abi.encodeWithSelector(ILicensing.Licensing_NoLicense.selector, 9));
        act(address(licensing), abi.encodeCall(ILicensing.honor, (9)));
    }

    // --------------------------------------------------------------------------------------------------------- allowed

    function test_act_PublishesAVersion() public {
        act(address(titles), abi.encodeCall(ITitles.publishVersion, (id, versionOf(OTHER), noProof)));
        vm.assertEq(titles.titleOf(OTHER), id, "version");
    }

    function test_act_OffersAndWithdrawsTerms() public {
        bytes32 termsId = offerBySteward(IOffers.OfferState.Open);
        buy(BOB, id, termsId, everything());
        checkClaimable(ALICE, uint256(PRICE) / 2, "the price is the holders'");
        act(address(offers), abi.encodeCall(IOffers.setOffer, (id, termsId, IOffers.OfferState.Closed)));
        (IOffers.OfferState state,) = offers.offerOf(id, termsId);
        vm.assertEq(uint256(state), uint256(IOffers.OfferState.Closed), "withdrawn");
        act(address(licensing), abi.encodeCall(ILicensing.endRenewals, (id, termsId, true)));
    }

    function test_act_GrantsAndHonorsLicenses() public {
        ILicensing.Voucher memory v = voucher(offerBySteward(IOffers.OfferState.Closed), 0);
        bytes memory result = act(address(licensing), abi.encodeCall(ILicensing.grant, (v, "", noCredential, noPermit)));
        uint256 licenseId = abi.decode(result, (uint256));
        vm.assertEq(licensing.ownerOf(licenseId), BOB, "granted");
        act(address(licensing), abi.encodeCall(ILicensing.honor, (licenseId)));
    }

    // ------------------------------------------------------------------------------------------------------ signatures

    function test_isValidSignature_VouchersOfTheStewardCount() public {
        ILicensing.Voucher memory v = voucher(offerBySteward(IOffers.OfferState.Closed), 1_000);
        refuseGrant(v, signed(0xBAD, v));
        bytes memory signature = signed(STEWARD_KEY, v);
        v.price = 999;
        refuseGrant(v, signature);
        v.price = 1_000;
        uint256 licenseId = grant(v, signature);
        vm.assertEq(licensing.ownerOf(licenseId), BOB, "granted");
        checkClaimable(ALICE, 500, "the price is the holders'");
    }

    function test_isValidSignature_NotOfACanceledVoucher() public {
        ILicensing.Voucher memory v = voucher(offerBySteward(IOffers.OfferState.Closed), 0);
        act(address(licensing), abi.encodeCall(ILicensing.cancelVoucher, (v.nonce)));
        bytes memory signature = signed(STEWARD_KEY, v);
        vm.expectRevert(abi.encodeWithSelector(ILicensing.Licensing_NonceUsed.selector, address(share), v.nonce));
        grant(v, signature);
    }

    function test_isValidSignature_NotOfAFormerSteward() public {
        ILicensing.Voucher memory v = voucher(offerBySteward(IOffers.OfferState.Closed), 0);
        bytes memory signature = signed(STEWARD_KEY, v);
        appoint(address(0));
        refuseGrant(v, signature);
        refuseGrant(v, new bytes(65));
        appoint(JUDGE);
        refuseGrant(v, signature);
    }

    function test_isValidSignature_NotAfterABuyout() public {
        ILicensing.Voucher memory v = voucher(offerBySteward(IOffers.OfferState.Closed), 0);
        bytes memory signature = signed(STEWARD_KEY, v);
        vm.assertEq(
            bytes32(share.isValidSignature(bytes32(0), signature)), bytes32(bytes4(0xffffffff)), "another message"
        );
        bytes memory ofZero = sign(STEWARD_KEY, bytes32(uint256(1)));
        vm.assertEq(bytes32(share.isValidSignature(bytes32(uint256(1)), ofZero)), bytes32(bytes4(0x1626ba7e)), "before");
        buyOut(7);
        vm.assertEq(bytes32(share.isValidSignature(bytes32(uint256(1)), ofZero)), bytes32(bytes4(0xffffffff)), "after");
        bytes4 wrong = ILicensing.Licensing_WrongHolder.selector;
        vm.expectRevert(abi.encodeWithSelector(wrong, BIDDER, address(share)));
        grant(v, signature);
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title Packages: which sealed package belongs to which version of a title
/// @notice A package is a header and an encrypted payload (docs/formats.md). The chain bears the header's digest, so that a
/// swapped package is found, and the address of the whole, so that it can be fetched from anywhere.
interface IPackages {
    /// @notice What stands on the chain about a version's package.
    /// @param header SHA-256 of the header.
    /// @param root SHA-256 that the package's CID is made of (CIDv1, dag-pb: a folder with `header` and `payload`).
    /// @param publishedAt Seconds since 1970.
    struct Package {
        bytes32 header;
        bytes32 root;
        uint64 publishedAt;
    }

    /// @notice Emitted for each package. A later one of the same version takes the place of the earlier.
    /// @param titleId The title that the version belongs to.
    /// @param fingerprint The version.
    /// @param header SHA-256 of the header.
    /// @param root SHA-256 of the package's root block.
    /// @param sources Where to fetch it, addresses separated by line feeds; may be empty. A hint: nothing in it is trusted.
    event Published(uint256 indexed titleId, bytes32 indexed fingerprint, bytes32 header, bytes32 root, string sources);
    /// @notice Emitted when a package is withdrawn.
    event Withdrawn(uint256 indexed titleId, bytes32 indexed fingerprint);

    /// @notice Thrown for a fingerprint that belongs to no title.
    error Packages_Unregistered(bytes32 fingerprint);
    /// @notice Thrown when the sender doesn't hold the title.
    error Packages_NotHolder(uint256 titleId, address sender);
    /// @notice Thrown when a digest is zero, which marks "no package".
    error Packages_NoDigest();
    /// @notice Thrown when `sources` is longer than 2,048 bytes.
    error Packages_SourcesTooLong(uint256 length);
    /// @notice Thrown when there is no package to withdraw.
    error Packages_None(bytes32 fingerprint);
    /// @notice Thrown at deployment when there is no contract at the address given for `Titles`.
    error Packages_NoTitles(address titles);

    /// @notice Names the package of a version. By the holder of its title.
    /// @param fingerprint A title's first fingerprint or a later version.
    /// @param header SHA-256 of the header; not zero.
    /// @param root SHA-256 of the package's root block; not zero.
    /// @param sources Where to fetch it; 2,048 bytes at most.
    function publish(bytes32 fingerprint, bytes32 header, bytes32 root, string calldata sources) external;

    /// @notice Takes a version's package back: nobody is led to it any more. What was downloaded stays.
    function withdraw(bytes32 fingerprint) external;

    /// @notice The package of a version; all zero for none, and once the title has been superseded, dissolved or taken into
    /// another since the package was published.
    function packageOf(bytes32 fingerprint) external view returns (Package memory);

    /// @notice The `Titles` contract that says who holds what.
    function titles() external view returns (address);
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @dev The rules of `Titles` once more, in the plainest words: no packing, no epochs (versions that become void are removed one
/// by one), no time of day (the caller gives it). Fingerprints are numbered from 0 to COUNT - 1.
contract TitlesModel {
    uint256 public constant COUNT = 7;
    uint256 public constant NONE = type(uint256).max;

    struct Title {
        address owner; // zero: there is no such title
        address arbitrator;
        uint256 priority;
        uint256 firstBlock; // of the very first registration; 0: never registered
        uint256 takeOvers; // supersessions and dissolutions
        bool disputed;
        bool[COUNT] parents;
        uint256 latest; // a later version, or NONE
    }

    struct Version {
        bool exists;
        uint256 title;
        uint256 priority;
    }

    Title[COUNT] internal titles;
    Version[COUNT] internal versions;
    /// @dev Every edge that was ever registered, child → parent.
    bool[COUNT][COUNT] internal edges;

    uint256 internal immutable PERIOD;

    constructor(uint256 period) {
        PERIOD = period;
        for (uint256 i = 0; i < COUNT; ++i) {
            titles[i].latest = NONE;
        }
    }

    function title(uint256 i) external view returns (Title memory) {
        return titles[i];
    }

    function version(uint256 i) external view returns (Version memory) {
        return versions[i];
    }

    function exists(uint256 i) public view returns (bool) {
        return titles[i].owner != address(0);
    }

    /// @dev The title that fingerprint `i` belongs to, or NONE.
    function titleOf(uint256 i) public view returns (uint256) {
        if (exists(i)) return i;
        return versions[i].exists ? versions[i].title : NONE;
    }

    function priorityOf(uint256 i) public view returns (uint256) {
        return exists(i) ? titles[i].priority : versions[i].priority;
    }

    function isFinal(uint256 i, uint256 now_) public view returns (bool) {
        return now_ >= priorityOf(i) + PERIOD;
    }

    function isFree(uint256 i, uint256 claim, uint256 now_) internal view returns (bool) {
        return titleOf(i) == NONE || (claim < priorityOf(i) && !isFinal(i, now_));
    }

    function mayRegister(uint256 i, uint256 claim, bool[COUNT] memory parents, uint256 now_)
        public
        view
        returns (bool)
    {
        for (uint256 p = 0; p < COUNT; ++p) {
            if (!parents[p]) continue;
            if (!exists(p)) return false;
            if (titles[i].firstBlock != 0 && titles[p].firstBlock >= titles[i].firstBlock) return false;
        }
        return isFree(i, claim, now_);
    }

    function register(
        uint256 i,
        address owner,
        address arbitrator,
        uint256 claim,
        bool[COUNT] memory parents,
        uint256 height
    ) external {
        if (exists(i)) takeOver(i);
        if (versions[i].exists) unlink(i);
        Title storage made = titles[i];
        (made.owner, made.arbitrator, made.priority, made.disputed) = (owner, arbitrator, claim, false);
        if (made.firstBlock == 0) made.firstBlock = height;
        made.parents = parents;
        for (uint256 p = 0; p < COUNT; ++p) {
            if (parents[p]) edges[i][p] = true;
        }
    }

    function mayPublish(uint256 t, uint256 i, uint256 claim, uint256 now_) public view returns (bool) {
        bool younger = titles[i].firstBlock == 0 || titles[i].firstBlock > titles[t].firstBlock;
        return exists(t) && younger && isFree(i, claim, now_);
    }

    function publish(uint256 t, uint256 i, uint256 claim) external {
        if (exists(i)) {
            takeOver(i);
            bool[COUNT] memory none;
            (titles[i].owner, titles[i].arbitrator, titles[i].priority, titles[i].disputed) =
            (address(0), address(0), 0, false);
            titles[i].parents = none;
        }
        if (versions[i].exists) unlink(i);
        versions[i] = Version({exists: true, title: t, priority: claim});
        titles[t].latest = i;
    }

    function prove(uint256 i, uint256 claim) external {
        if (exists(i)) titles[i].priority = claim;
        else versions[i].priority = claim;
    }

    function move(uint256 i, address to) external {
        titles[i].owner = to;
    }

    function dispute(uint256 i, bool disputed) external {
        titles[i].disputed = disputed;
    }

    function unlink(uint256 i) public {
        Title storage from = titles[versions[i].title];
        if (from.latest == i) from.latest = NONE;
        delete versions[i];
    }

    function takeOver(uint256 i) private {
        for (uint256 v = 0; v < COUNT; ++v) {
            if (versions[v].exists && versions[v].title == i) delete versions[v];
        }
        titles[i].latest = NONE;
        ++titles[i].takeOvers;
    }

    /// @dev Whether the lineage has no cycle, by brute force: titles without a parent that is left are taken away until none
    /// is left. A parent that became a version stands for the title that took it in.
    function isAcyclic() external view returns (bool) {
        bool[COUNT][COUNT] memory graph;
        for (uint256 c = 0; c < COUNT; ++c) {
            for (uint256 p = 0; p < COUNT; ++p) {
                uint256 parent = exists(c) && titles[c].parents[p] ? titleOf(p) : NONE;
                if (parent != NONE) graph[c][parent] = true;
            }
        }
        return peelsAway(graph);
    }

    /// @dev The same over all edges that were ever registered, of superseded and dissolved titles as well.
    function wasAlwaysAcyclic() external view returns (bool) {
        return peelsAway(edges);
    }

    function peelsAway(bool[COUNT][COUNT] memory graph) public pure returns (bool) {
        uint256 left = (1 << COUNT) - 1;
        for (uint256 round = 0; round < COUNT; ++round) {
            for (uint256 c = 0; c < COUNT; ++c) {
                bool leaf = true;
                for (uint256 p = 0; p < COUNT; ++p) {
                    if (graph[c][p] && (left >> p) & 1 == 1) leaf = false;
                }
                if (leaf) left &= ~(1 << c);
            }
        }
        return left == 0;
    }
}

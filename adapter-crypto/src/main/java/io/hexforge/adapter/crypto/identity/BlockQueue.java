package io.hexforge.adapter.crypto.identity;

import java.util.ArrayDeque;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.Block;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.BlockPool;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.FixedBlockPool;

/// Memory for Argon2 that is used again, in the order in which it was given back.
///
/// The library's own pool is a stack: every other hash walks its memory backwards, which takes a fifth longer. Not safe
/// for concurrent use.
final class BlockQueue implements BlockPool {
    private final ArrayDeque<Block> free = new ArrayDeque<>();
    /// Only the library can make a block zero, which it does with each that passes through a pool of its own.
    private final FixedBlockPool cleaner = new FixedBlockPool(1);

    @Override
    public Block allocate() {
        Block block = free.poll();
        return block == null ? new Block() : block;
    }

    @Override
    public void deallocate(Block block) {
        cleaner.deallocate(block);
        free.add(cleaner.allocate());
    }
}

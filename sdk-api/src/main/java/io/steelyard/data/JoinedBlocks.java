package io.steelyard.data;

import io.steelyard.spi.BlockedDataset;

import java.util.List;
import java.util.Objects;

/** The blocks of several data sets, one after the other. */
final class JoinedBlocks<E> implements BlockedDataset<E> {
    private final List<BlockedDataset<E>> parts;

    /** The first block and the first element of each part, and behind them those of no part. */
    private final int[] firstBlock;

    private final long[] firstElement;

    JoinedBlocks(List<? extends BlockedDataset<E>> parts) {
        this.parts = List.copyOf(parts);
        firstBlock = new int[parts.size() + 1];
        firstElement = new long[parts.size() + 1];
        for (int i = 0; i < parts.size(); i++) {
            BlockedDataset<E> part = parts.get(i);
            firstBlock[i + 1] = Math.addExact(firstBlock[i], part.blocks());
            firstElement[i + 1] = firstElement[i] + part.start(part.blocks());
        }
    }

    @Override
    public int blocks() {
        return firstBlock[parts.size()];
    }

    @Override
    public long start(int block) {
        if (block == blocks()) {
            return firstElement[parts.size()];
        }
        int part = containing(block);
        return firstElement[part] + parts.get(part).start(block - firstBlock[part]);
    }

    @Override
    public List<E> block(int block) {
        int part = containing(block);
        return parts.get(part).block(block - firstBlock[part]);
    }

    private int containing(int block) {
        Objects.checkIndex(block, blocks());
        int part = 0;
        while (block >= firstBlock[part + 1]) {
            part++;
        }
        return part;
    }
}

package io.steelyard.data.table;

import io.steelyard.spi.BlockedDataset;
import io.steelyard.spi.Row;

import java.util.List;
import java.util.Objects;

/** The blocks of several data sets, one after the other. */
final class JoinedRows implements BlockedDataset<Row> {
    private final List<BlockedDataset<Row>> parts;

    /** The first block and the first row of each part, and behind them those of no part. */
    private final int[] firstBlock;

    private final long[] firstRow;

    JoinedRows(List<BlockedDataset<Row>> parts) {
        this.parts = parts;
        firstBlock = new int[parts.size() + 1];
        firstRow = new long[parts.size() + 1];
        for (int i = 0; i < parts.size(); i++) {
            BlockedDataset<Row> part = parts.get(i);
            firstBlock[i + 1] = Math.addExact(firstBlock[i], part.blocks());
            firstRow[i + 1] = firstRow[i] + part.start(part.blocks());
        }
    }

    @Override
    public int blocks() {
        return firstBlock[parts.size()];
    }

    @Override
    public long start(int block) {
        if (block == blocks()) {
            return firstRow[parts.size()];
        }
        int part = containing(block);
        return firstRow[part] + parts.get(part).start(block - firstBlock[part]);
    }

    @Override
    public List<Row> block(int block) {
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

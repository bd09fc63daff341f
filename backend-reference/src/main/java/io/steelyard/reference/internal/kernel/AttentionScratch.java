package io.steelyard.reference.internal.kernel;

/** The working memory of one thread in attentions; its arrays grow to what was needed so far. */
final class AttentionScratch {
    private static final ThreadLocal<AttentionScratch> OF_THREAD =
            ThreadLocal.withInitial(AttentionScratch::new);

    final int[] transpose = new int[AttentionPacking.TRANSPOSE_WORK];
    float[] query = new float[0];
    float[] key = new float[0];
    float[] keyTransposed = new float[0];
    float[] value = new float[0];
    float[] valueTransposed = new float[0];
    float[] outGradient = new float[0];
    float[] scores = new float[0];
    float[] scoreGradients = new float[0];
    float[] tile = new float[0];
    float[] queryGradient = new float[0];
    float[] keyGradient = new float[0];
    float[] valueGradient = new float[0];
    float[] rowLanes = new float[0];
    float[] rowSums = new float[0];
    float[] rowShifts = new float[0];
    float[] mask = new float[0];

    /**
     * The head whose keys and values are packed here, as the number of the call and of the head.
     */
    long packedCall = -1;

    int packedHead = -1;
    boolean packedFinite;

    private AttentionScratch() {}

    static AttentionScratch ofThread() {
        return OF_THREAD.get();
    }

    /**
     * Makes room for what a softmax keeps of each row; rows are reduced a vector of them at a time.
     */
    void roomForRows(int rows) {
        int padded = AttentionPacking.padded(rows);
        rowLanes = atLeast(rowLanes, padded * AttentionPacking.LANES);
        rowSums = atLeast(rowSums, padded);
        rowShifts = atLeast(rowShifts, padded);
    }

    /** The array itself if it has the size, else a larger one without its content. */
    static float[] atLeast(float[] array, int size) {
        return array.length >= size ? array : new float[size];
    }
}

package io.steelyard.reference.internal.kernel;

/** What a thread needs for convolutions. It grows on demand and is reused for ever. */
final class ConvScratch {
    private static final ThreadLocal<ConvScratch> OF_THREAD =
            ThreadLocal.withInitial(ConvScratch::new);

    /** The result that this thread asks for, which workers read. */
    final ConvResultJob result = new ConvResultJob();

    /** The gradient of a filter that this thread asks for, which workers read. */
    final ConvFilterJob filter = new ConvFilterJob();

    /** The cells that this thread reads. */
    final ConvCells cells = new ConvCells();

    /** Room for a line of gradients. */
    final ScratchMemory panel = new ScratchMemory();

    private ConvScratch() {}

    static ConvScratch ofThread() {
        return OF_THREAD.get();
    }
}

package io.steelyard.testkit.opset;

import io.steelyard.program.Op;

/**
 * The specification of one operation, in words. A new primitive does not compile until it has one.
 *
 * @param group its chapter
 * @param signature what it takes and gives, shared by the kinds of one operation
 * @param meaning what it computes
 */
public record OpSpecification(OpGroup group, Signature signature, Meaning meaning) {
    /** The specification of an operation; its attributes but for the kind do not matter. */
    public static OpSpecification of(Op op) {
        return switch (op) {
            case Op.Constant _ -> LeafSpecifications.constant();
            case Op.Iota _ -> LeafSpecifications.iota();
            case Op.Convert _ -> LeafSpecifications.convert();
            case Op.Bitcast _ -> LeafSpecifications.bitcast();
            case Op.Unary unary -> UnarySpecifications.of(unary.kind());
            case Op.Binary binary -> BinarySpecifications.of(binary.kind());
            case Op.Compare compare -> ChoiceSpecifications.compare(compare.comparison());
            case Op.Select _ -> ChoiceSpecifications.select();
            case Op.Reshape _ -> ShapeSpecifications.reshape();
            case Op.Transpose _ -> ShapeSpecifications.transpose();
            case Op.Broadcast _ -> ShapeSpecifications.broadcast();
            case Op.Slice _ -> ShapeSpecifications.slice();
            case Op.Pad _ -> ShapeSpecifications.pad();
            case Op.Reverse _ -> ShapeSpecifications.reverse();
            case Op.Concat _ -> ShapeSpecifications.concat();
            case Op.Take _ -> IndexSpecifications.take();
            case Op.Scatter scatter -> IndexSpecifications.scatter(scatter.kind());
            case Op.DynamicSlice _ -> IndexSpecifications.dynamicSlice();
            case Op.DynamicUpdateSlice _ -> IndexSpecifications.dynamicUpdateSlice();
            case Op.DotGeneral _ -> ContractionSpecifications.dotGeneral();
            case Op.Conv _ -> ConvolutionSpecifications.conv();
            case Op.ConvInputGradient _ -> ConvolutionSpecifications.inputGradient();
            case Op.ConvFilterGradient _ -> ConvolutionSpecifications.filterGradient();
            case Op.WindowReduce reduce -> WindowSpecifications.reduce(reduce.kind());
            case Op.WindowMaxGradient _ -> WindowSpecifications.maxGradient();
            case Op.Reduce reduce -> ReductionSpecifications.reduce(reduce.kind());
            case Op.TopK _ -> ReductionSpecifications.topK();
            case Op.RandomBits _ -> RandomSpecifications.randomBits();
            case Op.Scan _ -> ControlSpecifications.scan();
            case Op.Call _ -> ControlSpecifications.call();
            case Op.StopGradient _ -> MetaSpecifications.stopGradient();
            case Op.Composite _ -> MetaSpecifications.composite();
        };
    }
}

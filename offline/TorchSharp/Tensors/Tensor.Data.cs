using TorchSharp.Interop;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        /// <summary>The elements, in place for a tensor on the CPU, else of a copy on the CPU.</summary>
        /// <exception cref="ArgumentException">T is not the element type.</exception>
        public TensorAccessor<T> data<T>() where T : unmanaged
        {
            ValidateType(typeof(T));
            return new TensorAccessor<T>(device_type == DeviceType.CPU ? this : cpu());
        }

        /// <exception cref="ArgumentException">There is not exactly one element, or T is not its type.</exception>
        public T item<T>() where T : unmanaged
        {
            if (NumberOfElements != 1) throw new ArgumentException("Number of elements in the tensor must be 1");
            return data<T>()[0];
        }

        /// <summary>The only element, converted.</summary>
        public Scalar ToScalar()
        {
            NativeScalar value;
            Check.Done(Shim.ts_item(Handle, &value), this);
            return new Scalar(value);
        }

        internal void ValidateType(Type element)
        {
            if (dtype == ScalarType.BFloat16)
                throw new ArgumentException($"No support for {dtype} in TorchSharp");
            if (ScalarTypeOf(element) != dtype)
                throw new ArgumentException($"{element.Name} is not compatible with {dtype}");
        }

        /// <summary>The bytes of a contiguous tensor on the CPU; what is read is a span over its own memory.</summary>
        public Span<byte> bytes
        {
            get
            {
                var length = NumberOfElements * ElementSize;
                if (!is_contiguous()) throw new InvalidOperationException("Bytes() called on non-contiguous tensor.");
                if (length > int.MaxValue) throw new ArgumentException("Span only supports up to int.MaxValue elements.");
                if (device_type != DeviceType.CPU)
                    throw new InvalidOperationException("Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.");
                return new Span<byte>((void*)DataPointer(), (int)length);
            }
            set
            {
                if (NumberOfElements * ElementSize != value.Length) throw new ArgumentException("Mismatched data sizes in SetBytes().");
                value.CopyTo(bytes);
            }
        }

        internal IntPtr DataPointer()
        {
            var pointer = Shim.ts_data(Handle);
            GC.KeepAlive(this);
            Check.LastError();
            return pointer;
        }

        public Tensor copy_(Tensor source, bool nonBlocking = false) =>
            Check.Done(Shim.ts_copy_(Handle, source.Handle, nonBlocking), this, source);

        public Tensor clone() => Check.Own(Shim.ts_clone(Handle), this);

        public Tensor alias() => Check.Own(Shim.ts_alias(Handle), this);

        public Tensor contiguous() => Check.Own(Shim.ts_contiguous(Handle), this);

        public Tensor cpu() => Check.Own(Shim.ts_cpu(Handle), this);

        /// <summary>A copy in page-locked memory, from where a GPU can fetch by itself.</summary>
        /// <exception cref="System.Runtime.InteropServices.ExternalException">There is no GPU, or the tensor is not on the CPU.</exception>
        public Tensor pin_memory() => Check.Own(Shim.ts_pin_memory(Handle), this);

        public bool is_pinned()
        {
            bool pinned;
            Check.Done(Shim.ts_is_pinned(Handle, &pinned), this);
            return pinned;
        }

        public Tensor to_type(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            After(Check.Own(Shim.ts_to_dtype(Handle, (int)type, copy, non_blocking), this), disposeAfter);

        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to_type(type, copy, disposeAfter, non_blocking);

        public Tensor to(DeviceType deviceType, int deviceIndex = -1, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
        {
            InitializeDeviceType(deviceType);
            return After(Check.Own(Shim.ts_to_device(Handle, (int)deviceType, deviceIndex, copy, non_blocking), this), disposeAfter);
        }

        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(device.type, device.index, copy, disposeAfter, non_blocking);

        public Tensor to(ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
        {
            device = InitializeDevice(device);
            return After(Check.Own(Shim.ts_to(Handle, (int)type, (int)device.type, device.index, copy, non_blocking), this), disposeAfter);
        }

        private Tensor After(Tensor result, bool disposeAfter)
        {
            if (disposeAfter) Dispose();
            return result;
        }
    }
}

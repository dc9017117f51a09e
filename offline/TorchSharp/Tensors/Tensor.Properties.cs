using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        public long Dimensions
        {
            get
            {
                var n = Shim.ts_ndim(Handle);
                GC.KeepAlive(this);
                return n;
            }
        }

        public long ndim => Dimensions;

        public long NumberOfElements
        {
            get
            {
                var n = Shim.ts_numel(Handle);
                GC.KeepAlive(this);
                return n;
            }
        }

        public long numel() => NumberOfElements;

        /// <summary>Bytes of one element.</summary>
        public long ElementSize
        {
            get
            {
                var n = Shim.ts_element_size(Handle);
                GC.KeepAlive(this);
                return n;
            }
        }

        public ScalarType dtype
        {
            get
            {
                var type = (ScalarType)Shim.ts_dtype(Handle);
                GC.KeepAlive(this);
                return type;
            }
        }

        public DeviceType device_type
        {
            get
            {
                var type = (DeviceType)Shim.ts_device_type(Handle);
                GC.KeepAlive(this);
                return type;
            }
        }

        public int device_index
        {
            get
            {
                var index = Shim.ts_device_index(Handle);
                GC.KeepAlive(this);
                return index;
            }
        }

        /// <summary>A new object at every call: devices compare by reference, as in the genuine package.</summary>
        public Device device =>
            device_type == DeviceType.CPU ? new Device(DeviceType.CPU) : new Device(device_type, device_index);

        public bool is_floating_point() => IsFloatingPoint(dtype);

        public long[] shape => size();

        public long[] size()
        {
            var sizes = new long[Dimensions];
            fixed (long* p = sizes) Check.Done(Shim.ts_layout(Handle, p, null), this);
            return sizes;
        }

        /// <summary>Elements along one dimension; negative dimensions count from the last.</summary>
        public long size(int dim)
        {
            long length;
            Check.Done(Shim.ts_size(Handle, dim, &length), this);
            return length;
        }

        public long[] stride()
        {
            var strides = new long[Dimensions];
            fixed (long* p = strides) Check.Done(Shim.ts_layout(Handle, null, p), this);
            return strides;
        }

        public bool is_contiguous()
        {
            var yes = Shim.ts_is_contiguous(Handle);
            GC.KeepAlive(this);
            return yes;
        }
    }
}

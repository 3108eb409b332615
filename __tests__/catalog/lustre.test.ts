import { isLustreCapacity, LUSTRE, nearestLustreGiB, smallestLustreGiB } from "../../catalog/lustre";

test.each([1200, 2400, 4800, 7200, 38_400])("FSx makes %d GiB", (capacity) => {
  expect(isLustreCapacity(capacity)).toBe(true);
});

test.each([0, -2400, 1199, 1201, 1300, 2399, 2401, 3600, 4799])("FSx does not make %d GiB", (capacity) => {
  expect(isLustreCapacity(capacity)).toBe(false);
});

test.each([
  [1000, 4800],
  [500, 9600],
  [250, 19_200],
  [125, 38_400],
])("with EFA, %d MB/s per TiB begins at %d GiB", (mbpsPerTiB, capacity) => {
  expect(smallestLustreGiB(mbpsPerTiB, true)).toBe(capacity);
  expect(isLustreCapacity(capacity)).toBe(true);
  expect(capacity * mbpsPerTiB).toBe(LUSTRE.efaCapacityTimesThroughput);
  expect(smallestLustreGiB(mbpsPerTiB, false)).toBe(1200);
});

test.each([
  [1300, [1200, 2400]],
  [100, [1200, 2400]],
  [2500, [2400, 4800]],
  [5000, [4800, 7200]],
])("the capacities around %d GiB are %j", (wrong, around) => {
  expect(nearestLustreGiB(wrong)).toEqual(around);
  expect(around.every(isLustreCapacity)).toBe(true);
});

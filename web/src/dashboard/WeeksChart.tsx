import { BarChart } from '@mantine/charts';
import '@mantine/charts/styles.css';
import { VisuallyHidden } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { addDays, daySpan, formatDay, formatNumber, mondayOf } from '../common/format/index.js';
import { texts } from '../texts/index.js';
import { countQuery } from './counts.js';

const WEEKS_BEFORE = 5;
const WEEKS = 8;
const SHORT = { day: 'numeric', month: 'short' } as const;
const labels = texts.dashboard;

interface WeeksChartProps {
  readonly today: string;
  readonly zone: string;
}

/** Appointments per week, before and after this one; as a table for those who do not see the bars. */
export default function WeeksChart({ today, zone }: WeeksChartProps): React.ReactNode {
  const first = addDays(mondayOf(today), -7 * WEEKS_BEFORE);
  const mondays = Array.from({ length: WEEKS }, (_, week) => addDays(first, 7 * week));
  const counts = useQueries({ queries: mondays.map((monday) => countQuery(daySpan(monday, 7, zone))) });
  const data = mondays.map((monday, index) => ({
    week: formatDay(monday, SHORT),
    [labels.count]: counts[index]?.data ?? 0,
  }));
  return (
    <>
      <div aria-hidden>
        <BarChart
          h={220}
          data={data}
          dataKey="week"
          series={[{ name: labels.count, color: 'clinic.6' }]}
          tickLine="none"
          gridAxis="x"
          yAxisProps={{ allowDecimals: false, width: 36 }}
          barChartProps={{ accessibilityLayer: false }}
          maxBarWidth={44}
        />
      </div>
      <VisuallyHidden>
        <table>
          <caption>{labels.perWeek}</caption>
          <thead>
            <tr>
              <th>{labels.week}</th>
              <th>{labels.count}</th>
            </tr>
          </thead>
          <tbody>
            {data.map((row) => (
              <tr key={row.week}>
                <td>{row.week}</td>
                <td>{formatNumber(Number(row[labels.count]))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </VisuallyHidden>
    </>
  );
}

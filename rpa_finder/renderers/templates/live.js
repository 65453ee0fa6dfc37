/* Live assumptions: the plan valued at other settings, from the scan's draws, as joint.py and finance.py do. */
var Live = (function () {
  "use strict";

  function decode(drawn, n) {
    var bytes = atob(drawn[2]), values = new Float64Array(n);
    for (var i = 0; i < n; i += 1) {
      values[i] = drawn[0] + drawn[1] * (bytes.charCodeAt(2 * i) + 256 * bytes.charCodeAt(2 * i + 1));
    }
    return values;
  }

  /* The same chances as joint.chances. */
  function chances(key, n) {
    var values = new Float64Array(n);
    for (var i = 0; i < n; i += 1) {
      var x = (Math.imul(i, 0x9E3779B9) + key) | 0;
      x = Math.imul(x ^ (x >>> 16), 0x7FEB352D);
      x = Math.imul(x ^ (x >>> 15), 0x846CA68B);
      values[i] = (((x ^ (x >>> 16)) >>> 0) + 0.5) / 4294967296;
    }
    return values;
  }

  /* The same as estimates.follow. */
  function follow(chance, cause, share) {
    return chance.map(function (u, i) { return u < share ? cause[i] : (u - share) / (1 - share); });
  }

  function triangular(chance, ends) {
    var low = ends[0], mode = ends[1], high = ends[2], span = high - low;
    return chance.map(function (u) {
      if (high <= low) { return low; }
      return u < (mode - low) / span
        ? low + Math.sqrt(u * span * (mode - low))
        : high - Math.sqrt((1 - u) * span * (high - mode));
    });
  }

  function range(values) {
    var ordered = Float64Array.from(values).sort(), last = ordered.length - 1;
    return [0.1, 0.5, 0.9].map(function (share) {
      var at = share * last, below = Math.floor(at);
      var low = ordered[below], high = ordered[Math.min(below + 1, last)];
      return low + (high - low) * (at - below);
    });
  }

  function mean(values) { return values.reduce(function (sum, x) { return sum + x; }, 0) / values.length; }

  function load(data) {
    var n = data.draws, overrun = chances(data.overrun, n);
    data.parts.forEach(function (part) {
      part.executions = decode(part.executions, n);
      part.seconds = decode(part.seconds, n);
      part.chance = follow(chances(part.chance, n), overrun, data.cause);
    });
    data.realised = follow(chances(data.realised, n), overrun.map(function (u) { return 1 - u; }), data.cause);
    data.overrun = triangular(overrun, data.builds);
    return data;
  }

  function exceptions(part, floor) {
    if (part.asked) { return part.asked; }
    var likely = Math.max(part.seen[2], floor);
    return [Math.min(Math.max(part.seen[0], floor), likely), likely, Math.max(part.seen[1], likely)];
  }

  /* Licences and infrastructure a year of the robots that the chosen proposals need on the busiest day and hour. */
  function licences(data, taken) {
    if (!data.peaks) { return data.licences; }
    var costs = [0, 0];
    data.peaks.forEach(function (peak) {
      var busiest = 0;
      peak.seconds.forEach(function (cells) {
        var seconds = cells.reduce(function (sum, x, i) { return taken[i] ? sum + x : sum; }, 0);
        busiest = Math.max(busiest, seconds);
      });
      var robots = busiest > 0 ? Math.max(1, Math.ceil(busiest / 3600 / peak.hours - 1e-9)) : 0;
      costs[0] += robots * peak.costs[0];
      costs[1] += robots * peak.costs[1];
    });
    return costs;
  }

  /* settings: wage a productive hour, realisation and floor of exceptions as shares, build days as a factor;
     left out: the ids of proposals that are not in the plan, if any. */
  function value(data, settings) {
    var out = settings.out || [], taken = data.parts.map(function (part) { return out.indexOf(part.id) < 0; });
    var fees = out.length ? licences(data, taken) : data.licences;
    var n = data.draws, r = settings.realisation;
    var put = triangular(data.realised, [0.5 * r, r, Math.min(1, 1.4 * r)]);
    var gross = new Float64Array(n), net = new Float64Array(n), realised = new Float64Array(n);
    var build = 0, each = [];
    data.parts.forEach(function (part, at) {
      if (!taken[at]) { return; }
      var back = triangular(part.chance, exceptions(part, settings.exceptions)), own = 0;
      build += part.build;
      for (var i = 0; i < n; i += 1) {
        var volume = part.executions[i] / data.days / data.index * data.year;
        var seen = part.seconds[i] / data.days / data.index * data.year / 3600;
        var kept = (1 - back[i]) * (seen * (1 - part.typed) - volume * part.residual / 3600);
        var spared = volume * (1 - back[i]) * (data.errors[0] - data.errors[1]) * data.errors[2] / 3600;
        var left = kept - back[i] * volume * part.handback / 3600 + spared;
        gross[i] += seen; net[i] += left; realised[i] += left * put[i]; own += left * put[i];
      }
      each.push({ id: part.id, hours: own / n });
    });
    build *= settings.build;
    var benefits = realised.map(function (hours) { return hours * settings.wage; });
    var builds = data.overrun.map(function (factor) { return build * factor; });
    var runs = builds.map(function (cost) { return fees[0] + fees[1] + data.maintenance * cost; });
    var horizons = data.horizons.map(function (horizon) {
      var npv = benefits.map(function (benefit, i) {
        return benefit * horizon[1] - builds[i] * horizon[2] - runs[i] * horizon[3];
      });
      var lost = npv.reduce(function (count, x) { return count + (x < 0 ? 1 : 0); }, 0);
      return { months: horizon[0], npv: range(npv), loss: lost / n };
    });
    var chosen = horizons.filter(function (h) { return h.months === data.months; })[0];
    return {
      gross: range(gross), net: range(net), realised: range(realised), benefit: range(benefits), build: build,
      npv: chosen.npv, loss: chosen.loss, horizons: horizons, each: each,
      payback: payback(data.profiles, mean(benefits), mean(builds), mean(runs))
    };
  }

  function payback(profiles, benefit, build, run) {
    var total = 0;
    for (var month = 0; month < profiles[0].length; month += 1) {
      var amount = benefit * profiles[0][month] - build * profiles[1][month] - run * profiles[2][month];
      if (amount > 0 && total + amount >= 0) { return month + Math.max(0, -total) / amount; }
      total += amount;
    }
    return null;
  }

  return { load: load, value: value };
}());
